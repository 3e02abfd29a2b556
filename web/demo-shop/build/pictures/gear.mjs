// Small and larger things for sport.

export const flask = (p) => `
  <path d="M158 96h84c14 30 20 60 16 100-2 26-8 42-18 52h-80c-10-10-16-26-18-52-4-40 2-70 16-100z" fill="${p.base}"/>
  <path d="M158 96h34c-16 44-18 102-6 152h-26c-10-10-16-26-18-52-4-40 2-70 16-100z" fill="${p.light}"/>
  <rect x="160" y="76" width="80" height="24" rx="8" fill="${p.deep}"/>
  <path d="M184 76V58c0-10 8-16 16-16s16 6 16 16v18z" fill="${p.dark}"/>
  <path d="M222 140h26m-26 24h20m-20 24h26" stroke="${p.white}" stroke-width="5" stroke-linecap="round"/>`;

export const bottle = (p) => `
  <rect x="148" y="92" width="104" height="164" rx="20" fill="${p.base}"/>
  <path d="M168 92h20v164h-20c-11 0-20-9-20-20V112c0-11 9-20 20-20z" fill="${p.light}"/>
  <path d="M162 92c2-18 12-24 14-32h48c2 8 12 14 14 32z" fill="${p.dark}"/>
  <rect x="168" y="34" width="64" height="30" rx="8" fill="${p.ink}"/>
  <path d="M186 34c0-14 28-14 28 0" fill="none" stroke="${p.ink}" stroke-width="7"/>
  <path d="M204 160l18-26 18 26z" fill="${p.white}" fill-opacity=".85"/>`;

export const belt = (p) => `
  <path d="M40 132c60-30 260-30 320 0 12 6 8 26-4 24-90-16-222-16-312 0-12 2-16-18-4-24z" fill="${p.base}"/>
  <path d="M118 128c44-8 120-8 164 0 10 2 14 10 14 20v36c0 14-8 22-22 24-44 6-104 6-148 0-14-2-22-10-22-24v-36c0-10 4-18 14-20z" fill="${p.dark}"/>
  <path d="M126 150c50-8 98-8 148 0" fill="none" stroke="${p.light}" stroke-width="6" stroke-linecap="round"/>
  <rect x="266" y="146" width="10" height="22" rx="4" fill="${p.pale}"/>
  <path d="M44 134l-14 10 14 12zM356 134l14 10-14 12z" fill="${p.deep}"/>`;

export const torch = (p) => `
  <path d="M72 150c10-100 246-100 256 0l-26 4c-14-70-190-70-204 0z" fill="${p.dark}"/>
  <path d="M186 76h28l4 60h-36z" fill="${p.deep}"/>
  <rect x="134" y="128" width="132" height="84" rx="24" fill="${p.base}"/>
  <circle cx="176" cy="170" r="30" fill="${p.ink}"/><circle cx="176" cy="170" r="22" fill="#fff3c4"/><circle cx="176" cy="170" r="10" fill="#fffdf2"/>
  <circle cx="232" cy="170" r="18" fill="${p.ink}"/><circle cx="232" cy="170" r="12" fill="#ffe9a3"/>
  <path d="M146 214l-26 44m44-40l-8 46m36-46v46m28-46l8 46" stroke="#f6cf57" stroke-opacity=".8" stroke-width="6" stroke-linecap="round"/>`;

export const roller = (p) => `
  <path d="M96 128h176c30 0 48 26 48 58s-18 58-48 58H96z" transform="rotate(-12 200 180)" fill="${p.base}"/>
  <g transform="rotate(-12 200 180)">
  <path d="M130 130l20 112m14-112l20 112m14-112l20 112m14-112l20 112" stroke="${p.dark}" stroke-width="9"/>
  <ellipse cx="98" cy="186" rx="40" ry="58" fill="${p.light}"/><ellipse cx="98" cy="186" rx="22" ry="34" fill="${p.deep}"/></g>`;

export const pack = (p) => `
  <path d="M154 66c0-44 92-44 92 0" fill="none" stroke="${p.deep}" stroke-width="12"/>
  <path d="M118 116c0-40 34-62 82-62s82 22 82 62v108c0 22-14 34-36 34h-92c-22 0-36-12-36-34z" fill="${p.base}"/>
  <path d="M118 116c0-40 34-62 82-62s82 22 82 62v12c-50 16-114 16-164 0z" fill="${p.dark}"/>
  <rect x="140" y="166" width="120" height="76" rx="18" fill="${p.light}"/>
  <path d="M154 186h92" stroke="${p.deep}" stroke-width="5" stroke-linecap="round"/>
  <path d="M170 104v48m60-48v48" stroke="${p.deep}" stroke-width="9" stroke-linecap="round"/>
  <path d="M118 176H98c-8 0-12 6-12 14v38c0 8 6 14 14 14h20zM282 176h20c8 0 12 6 12 14v38c0 8-6 14-14 14h-20z" fill="${p.dark}"/>`;

const pole = (p) => `
  <path d="M0 0v220" stroke="${p.base}" stroke-width="9"/><path d="M0 130v90" stroke="${p.pale}" stroke-width="6"/>
  <path d="M0 66v8m0 52v8" stroke="${p.ink}" stroke-width="14"/>
  <rect x="-10" y="-26" width="20" height="62" rx="10" fill="#b98a5a"/><path d="M-10-14c-22 10-22 40-4 54" fill="none" stroke="${p.ink}" stroke-width="5"/>
  <ellipse cx="0" cy="208" rx="20" ry="6" fill="${p.ink}"/>`;
export const poles = (p) => `
  <g transform="translate(150 46) rotate(-10)">${pole(p)}</g><g transform="translate(250 46) rotate(10)">${pole(p)}</g>`;

export const light = (p) => `
  <rect x="122" y="84" width="156" height="132" rx="42" fill="${p.ink}"/>
  <rect x="138" y="98" width="124" height="104" rx="32" fill="${p.base}"/>
  <path d="M158 124h84M158 150h84M158 176h84" stroke="${p.pale}" stroke-width="10" stroke-linecap="round" stroke-dasharray="1 20"/>
  <path d="M184 216h32v34c0 10-32 10-32 0z" fill="${p.deep}"/>
  <path d="M92 150H64m44-52L84 78m24 124l-24 20m224-72h28m-44-52l24-20m-24 124l24 20" stroke="${p.light}" stroke-width="8" stroke-linecap="round"/>`;

export const ball = (p) => `
  <circle cx="200" cy="156" r="92" fill="${p.base}"/>
  <path d="M128 128a78 78 0 0 1 52-48" fill="none" stroke="${p.light}" stroke-width="12" stroke-linecap="round"/>
  <g fill="${p.dark}"><circle cx="180" cy="112" r="11"/><circle cx="222" cy="104" r="10"/><circle cx="252" cy="136" r="11"/><circle cx="206" cy="150" r="12"/><circle cx="166" cy="162" r="11"/><circle cx="242" cy="182" r="12"/><circle cx="194" cy="198" r="12"/><circle cx="150" cy="206" r="9"/><circle cx="226" cy="226" r="9"/></g>`;

export const mat = (p) => `
  <path d="M92 214h236c20 0 28 12 28 22s-8 14-20 14H100z" fill="${p.dark}"/>
  <circle cx="116" cy="184" r="66" fill="${p.base}"/>
  <path d="M116 118h170l34 96c6 20-2 36-20 36H116a66 66 0 0 0 0-132z" fill="${p.light}"/>
  <path d="M116 138a46 46 0 1 1-46 46 34 34 0 0 1 64-14 22 22 0 0 1-30 22" fill="none" stroke="${p.deep}" stroke-width="6" stroke-linecap="round"/>
  <path d="M196 120l30 128M256 120l34 122" stroke="${p.dark}" stroke-width="10"/>`;

export const racket = (p) => `
  <g transform="rotate(38 200 150)">
  <ellipse cx="200" cy="96" rx="66" ry="84" fill="${p.pale}" fill-opacity=".55"/>
  <path d="M160 34v124m20-142v160m20-162v168m20-166v160m20-142v124M138 66h124M134 86h132m-132 20h132m-126 20h120m-108 20h96" stroke="${p.white}" stroke-width="3"/>
  <ellipse cx="200" cy="96" rx="66" ry="84" fill="none" stroke="${p.base}" stroke-width="12"/>
  <path d="M152 156c18 18 34 28 40 52h16c6-24 22-34 40-52" fill="none" stroke="${p.dark}" stroke-width="11"/>
  <rect x="189" y="204" width="22" height="88" rx="9" fill="${p.ink}"/>
  <path d="M190 226l20 10m-20 8l20 10m-20 8l20 10" stroke="${p.light}" stroke-width="3"/></g>`;

const tennisBall = (x, y) => `
  <circle cx="${x}" cy="${y}" r="34" fill="#d6ec4f"/>
  <path d="M${x - 27} ${y - 20}c26 6 26 34 0 40M${x + 27} ${y - 20}c-26 6-26 34 0 40" fill="none" stroke="#fdfdfb" stroke-width="5"/>`;
export const balls = (p) => `
  <rect x="148" y="50" width="92" height="206" rx="16" fill="${p.pale}"/>
  ${tennisBall(194, 100)}${tennisBall(194, 164)}
  <path d="M148 196h92v44a16 16 0 0 1-16 16h-60a16 16 0 0 1-16-16z" fill="${p.base}"/>
  <rect x="142" y="38" width="104" height="30" rx="12" fill="${p.deep}"/>
  <path d="M166 226h56" stroke="${p.white}" stroke-width="8" stroke-linecap="round"/>
  ${tennisBall(286, 222)}`;

export const duffel = (p) => `
  <path d="M146 116c0-66 108-66 108 0" fill="none" stroke="${p.deep}" stroke-width="11"/>
  <path d="M92 108h216c30 0 46 24 46 66s-16 68-46 68H92c-30 0-46-26-46-68s16-66 46-66z" fill="${p.base}"/>
  <path d="M92 108c-30 0-46 24-46 66s16 68 46 68c18-34 18-100 0-134zM308 108c30 0 46 24 46 66s-16 68-46 68c-18-34-18-100 0-134z" fill="${p.dark}"/>
  <path d="M112 136h176" stroke="${p.pale}" stroke-width="6" stroke-linecap="round"/>
  <rect x="144" y="162" width="112" height="60" rx="12" fill="${p.light}"/>
  <path d="M146 116v124m108-124v124" stroke="${p.deep}" stroke-width="9"/>`;

const band = (p, x, y) => `
  <path d="M${x} ${y}v66c0 20 120 20 120 0v-66z" fill="${p.base}"/>
  <ellipse cx="${x + 60}" cy="${y}" rx="60" ry="20" fill="${p.dark}"/><ellipse cx="${x + 60}" cy="${y + 2}" rx="46" ry="13" fill="${p.deep}"/>
  <path d="M${x} ${y + 26}c0 20 120 20 120 0v10c0 20-120 20-120 0z" fill="#d5473f"/>`;
export const bands = (p) => `${band(p, 92, 108)}${band(p, 192, 152)}`;

export const watch = (p) => `
  <path d="M164 32h72l6 62h-84zM158 206h84l-6 62h-72z" fill="${p.base}"/>
  <path d="M182 44h36m-34 14h32m-32 184h32m-34 14h36" stroke="${p.dark}" stroke-width="5" stroke-linecap="round"/>
  <rect x="268" y="126" width="16" height="22" rx="5" fill="${p.deep}"/><rect x="268" y="158" width="14" height="18" rx="5" fill="${p.deep}"/>
  <circle cx="200" cy="150" r="74" fill="${p.deep}"/><circle cx="200" cy="150" r="60" fill="#10151d"/>
  <path d="M200 96a54 54 0 1 1-51 72" fill="none" stroke="#4ade80" stroke-width="7" stroke-linecap="round"/>
  <path d="M168 154h14l8-18 14 36 10-26 6 8h14" fill="none" stroke="#f8fafc" stroke-width="6" stroke-linecap="round" stroke-linejoin="round"/>`;
