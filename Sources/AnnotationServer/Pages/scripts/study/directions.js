const OPPOSITE = { L: "R", R: "L", A: "P", P: "A", S: "I", I: "S" };

/** The letter of the patient's other side; undefined where the letter is not known. */
export const opposite = (letter) => OPPOSITE[letter];
