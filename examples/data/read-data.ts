import { readFileSync } from 'node:fs';

/** One car of cars.json. */
export interface Car {
  readonly Name: string;
  readonly Miles_per_Gallon: number | null;
  readonly Cylinders: number;
  readonly Displacement: number;
  readonly Horsepower: number | null;
  readonly Weight_in_lbs: number;
  readonly Acceleration: number;
  readonly Year: string;
  readonly Origin: 'USA' | 'Europe' | 'Japan';
}

/** Returns the text of a file in this folder. */
export function readData(name: string): string {
  return readFileSync(new URL(name, import.meta.url), 'utf8');
}

/** Returns the 406 cars of cars.json. */
export function readCars(): readonly Car[] {
  return JSON.parse(readData('cars.json'));
}
