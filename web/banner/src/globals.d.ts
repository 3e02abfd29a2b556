/** `style.css`, put in by the build. */
declare const STYLE: string;

/** The files of the folder `words` by their language, put in by the build. */
declare const WORDS: Record<string, import("./words.js").Words>;

interface Navigator {
  readonly globalPrivacyControl?: boolean;
}
