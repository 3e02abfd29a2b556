// Numbers as they are typed: a field keeps what was typed, and what is none is refused there, not made into another.

/** Whether it is a whole number within these, both included. */
export const isWhole = (text: string, least: number, most: number) =>
  /^\d{1,9}$/.test(text.trim()) && Number(text) >= least && Number(text) <= most;

/** Whether it is a part of a whole, 0 to 1. */
export const isShare = (text: string) => /^\d*\.?\d+$/.test(text.trim()) && Number(text) <= 1;
