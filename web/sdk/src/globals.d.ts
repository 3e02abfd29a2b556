/** The version of the package, put in by the build. */
declare const VERSION: string;

interface Navigator {
  readonly globalPrivacyControl?: boolean;
}

interface Document {
  readonly prerendering?: boolean;
}
