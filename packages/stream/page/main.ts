document.querySelector('#app')!.textContent = 'perf-suite';
