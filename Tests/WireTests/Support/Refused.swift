/// Thrown where a view refuses bytes that it should take: `#require` cannot hand on a value that does not escape.
struct Refused: Error {}
