// The three parts of a language, see scripts/split_texts.mjs.
declare module '*?first' {
  const words: object;
  export default words;
}
declare module '*?rest' {
  const words: object;
  export default words;
}
declare module '*?lodging' {
  const words: object;
  export default words;
}
