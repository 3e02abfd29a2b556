// Things for kitchens.

const steam = `<path d="M160 62c-10-12 10-20 0-34m40 34c-10-12 10-20 0-34m40 34c-10-12 10-20 0-34" fill="none" stroke="#fff" stroke-opacity=".8" stroke-width="7" stroke-linecap="round"/>`;

export const pan = (p) => `
  <g transform="rotate(-24 200 150)"><rect x="244" y="138" width="148" height="24" rx="12" fill="${p.dark}"/><circle cx="376" cy="150" r="5" fill="${p.ground}"/></g>
  <circle cx="164" cy="168" r="96" fill="${p.base}"/><circle cx="164" cy="168" r="80" fill="${p.dark}"/>
  <path d="M104 140a66 66 0 0 1 60-38" fill="none" stroke="${p.light}" stroke-width="7" stroke-linecap="round"/>
  <path d="M142 150c20-22 60-10 62 18 2 26-30 42-52 30-22-10-28-30-10-48z" fill="#fdfdf8"/><circle cx="170" cy="170" r="17" fill="#f5b93c"/>`;

export const pot = (p) => `
  ${steam}
  <path d="M92 150H60c-14 0-14 34 0 34h32zM308 150h32c14 0 14 34 0 34h-32z" fill="${p.dark}"/>
  <path d="M92 132h216v80c0 28-20 40-44 40H136c-24 0-44-12-44-40z" fill="${p.base}"/>
  <path d="M92 132h42v120c-24 0-42-12-42-40z" fill="${p.light}" fill-opacity=".7"/>
  <path d="M82 132c10-38 226-38 236 0z" fill="${p.dark}"/><rect x="76" y="126" width="248" height="16" rx="8" fill="${p.deep}"/>
  <rect x="180" y="82" width="40" height="22" rx="10" fill="${p.ink}"/>`;

export const kettle = (p) => `
  <path d="M130 112c0-96 140-96 140 0" fill="none" stroke="${p.ink}" stroke-width="14" stroke-linecap="round"/>
  <path d="M292 172c24-8 36-30 60-60l14 12c-18 34-34 66-72 86z" fill="${p.dark}"/>
  <path d="M124 112h152c26 40 40 78 34 112-2 14-12 22-26 22H116c-14 0-24-8-26-22-6-34 8-72 34-112z" fill="${p.base}"/>
  <path d="M124 112h36c-22 44-30 90-22 134h-22c-14 0-24-8-26-22-6-34 8-72 34-112z" fill="${p.light}" fill-opacity=".75"/>
  <path d="M140 112c10-20 110-20 120 0z" fill="${p.dark}"/><circle cx="200" cy="92" r="10" fill="${p.ink}"/>`;

export const knife = (p) => `
  <g transform="rotate(-32 200 150)">
  <path d="M20 132h212v48C150 184 70 172 20 132z" fill="#dfe5ea"/><path d="M20 132h212v14H40z" fill="#b9c3cc"/>
  <rect x="230" y="126" width="16" height="58" rx="4" fill="${p.ink}"/>
  <path d="M246 130h110c26 0 28 42 4 46-16 2-30-4-44-4h-70z" fill="${p.base}"/><path d="M246 130h110c8 0 14 4 17 10H246z" fill="${p.light}"/>
  <g fill="${p.pale}"><circle cx="270" cy="152" r="5"/><circle cx="302" cy="152" r="5"/><circle cx="334" cy="152" r="5"/></g></g>`;

export const board = (p) => `
  <g transform="rotate(-8 200 150)"><rect x="76" y="66" width="248" height="176" rx="24" fill="${p.dark}"/><rect x="76" y="58" width="248" height="176" rx="24" fill="${p.base}"/>
  <path d="M84 100h232M78 142h246M80 186h242" stroke="${p.light}" stroke-width="6"/><rect x="268" y="76" width="34" height="14" rx="7" fill="${p.deep}"/>
  <circle cx="172" cy="156" r="42" fill="#d8483e"/><path d="M172 120c-8-10-2-20 8-22m-8 22c6-12 20-12 26-6m-26 6c-10-8-24-4-26 4" fill="none" stroke="#4d7a3a" stroke-width="7" stroke-linecap="round"/>
  <path d="M146 142a30 30 0 0 1 16-12" fill="none" stroke="#fff" stroke-opacity=".7" stroke-width="7" stroke-linecap="round"/></g>`;

export const mill = (p) => `
  <circle cx="200" cy="50" r="14" fill="${p.dark}"/>
  <path d="M166 104c-10-30 10-44 34-44s44 14 34 44z" fill="${p.base}"/><rect x="164" y="104" width="72" height="14" rx="4" fill="#c9d0d6"/>
  <path d="M166 118h68c2 30-16 38-16 60 0 24 24 34 26 70 0 6-4 10-10 10h-68c-6 0-10-4-10-10 2-36 26-46 26-70 0-22-18-30-16-60z" fill="${p.base}"/>
  <path d="M166 118h22c0 30-10 38-10 60 0 24-2 44-2 80h-10c-6 0-10-4-10-10 2-36 26-46 26-70 0-22-18-30-16-60z" fill="${p.light}" fill-opacity=".7"/>
  <g fill="${p.ink}"><circle cx="278" cy="250" r="6"/><circle cx="298" cy="244" r="5"/><circle cx="290" cy="258" r="4"/></g>`;

export const whisk = (p) => `
  <g transform="rotate(40 200 150)"><path d="M200 176C120 130 128 24 200 24s80 106 0 152zm0 0C160 130 164 24 200 24s40 106 0 152zm0 0V24" fill="none" stroke="#a9b4bd" stroke-width="6"/>
  <rect x="188" y="172" width="24" height="112" rx="12" fill="${p.base}"/><path d="M188 196h24m-24 16h24" stroke="${p.light}" stroke-width="5"/></g>`;

export const bowl = (p) => `
  <path d="M64 122h272c0 76-52 124-112 124h-48C116 246 64 198 64 122z" fill="${p.base}"/>
  <path d="M64 122h60c0 66 22 108 62 124h-10C116 246 64 198 64 122z" fill="${p.light}" fill-opacity=".7"/>
  <ellipse cx="200" cy="122" rx="136" ry="26" fill="${p.deep}"/><ellipse cx="200" cy="126" rx="120" ry="19" fill="#f4ead6"/>
  <path d="M150 124c20-10 44 8 66-2 16-6 30-2 40 2" fill="none" stroke="#dfcfae" stroke-width="5" stroke-linecap="round"/>
  <rect x="150" y="242" width="100" height="14" rx="7" fill="${p.dark}"/>`;

export const mug = (p) => `
  ${steam}
  <path d="M270 128h26c48 0 48 84-6 84h-24l4-20h18c26 0 26-44 2-44h-20z" fill="${p.dark}"/>
  <path d="M112 96h164v110c0 30-18 46-44 46h-76c-26 0-44-16-44-46z" fill="${p.base}"/>
  <path d="M112 96h40v156c-24 0-40-16-40-46z" fill="${p.light}" fill-opacity=".7"/>
  <ellipse cx="194" cy="96" rx="82" ry="17" fill="${p.deep}"/><ellipse cx="194" cy="99" rx="70" ry="11" fill="#5a3b28"/>
  <path d="M112 186h164v20H112z" fill="${p.pale}" fill-opacity=".8"/>`;

export const apron = (p) => `
  <path d="M164 76c-8-52 80-52 72 0" fill="none" stroke="${p.dark}" stroke-width="9"/>
  <path d="M152 70h96c2 38 14 58 50 68v110c0 6-4 10-10 10H112c-6 0-10-4-10-10V138c36-10 48-30 50-68z" fill="${p.base}"/>
  <path d="M102 142l-46 22m242-22l46 22" stroke="${p.dark}" stroke-width="8" stroke-linecap="round"/>
  <path d="M142 172h116v40c0 14-8 22-22 22h-72c-14 0-22-8-22-22z" fill="${p.light}"/><path d="M200 172v62" stroke="${p.dark}" stroke-width="4"/>
  <path d="M152 70h96l1 14H151z" fill="${p.dark}"/>`;
