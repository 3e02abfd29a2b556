// What is worn, seen from the front.

const seam = (d, colour) =>
  `<path d="${d}" fill="none" stroke="${colour}" stroke-width="4" stroke-linecap="round" stroke-linejoin="round"/>`;
const body = "M150 56c30 18 70 18 100 0l34 14v172c-50 10-118 10-168 0V70z";

export const shirt = (p) => `
  <path d="M116 70l-62 44 26 50 40-20zM284 70l62 44-26 50-40-20z" fill="${p.dark}"/>
  <path d="${body}" fill="${p.base}"/>
  <path d="M150 56c30 18 70 18 100 0-6 40-94 40-100 0z" fill="${p.deep}"/>
  <path d="M154 60c16 22 76 22 92 0" fill="none" stroke="${p.light}" stroke-width="7"/>
  <path d="M116 196c56 8 112 8 168 0v14c-56 8-112 8-168 0z" fill="${p.light}"/>
  ${seam("M120 226c54 8 106 8 160 0", p.dark)}`;

export const longsleeve = (p) => `
  <path d="M118 68l-34 22-26 142 36 8 26-110zM282 68l34 22 26 142-36 8-26-110z" fill="${p.dark}"/>
  <path d="${body}" fill="${p.base}"/>
  <path d="M58 226l36 8 2-12-35-8zM342 226l-36 8-2-12 35-8z" fill="${p.light}"/>
  <path d="M160 50h80l10 8c-14 22-86 22-100 0z" fill="${p.deep}"/>
  ${seam("M200 74v56", p.deep)}
  <circle cx="200" cy="132" r="5" fill="${p.light}"/>
  ${seam("M120 228c54 8 106 8 160 0", p.dark)}`;

export const tank = (p) => `
  <path d="M148 52h24c4 44 52 44 56 0h24c2 40 10 62 34 78v112c-56 10-116 10-172 0V130c24-16 32-38 34-78z" fill="${p.base}"/>
  <path d="M148 52c2 40-6 62-30 78l-4 2v16c30-14 46-44 46-96zM252 52c-2 40 6 62 30 78l4 2v16c-30-14-46-44-46-96z" fill="${p.dark}"/>
  <path d="M114 190l172-34v18l-172 34z" fill="${p.light}"/>
  ${seam("M118 228c56 8 110 8 164 0", p.dark)}`;

export const vest = (p) => `
  <path d="M146 50l54 34 54-34 26 14c-4 34 0 52 12 68v112H108V132c12-16 16-34 12-68z" fill="${p.base}"/>
  <path d="M146 50l54 34 54-34-10-6h-88z" fill="${p.deep}"/>
  <path d="M108 150h184v16H108zM108 198h184v16H108z" fill="${p.pale}"/>
  ${seam("M200 84v158", p.dark)}
  <path d="M194 112h12v16h-12z" fill="${p.deep}"/>`;

export const shorts = (p) => `
  <path d="M110 72h180l34 150c-30 16-72 18-104 8l-20-82-20 82c-32 10-74 8-104-8z" fill="${p.base}"/>
  <path d="M110 72h180l5 22H105z" fill="${p.dark}"/>
  ${seam("M200 96v52", p.dark)}
  <path d="M82 196l-6 26c30 16 72 18 104 8l4-18c-36 8-74 4-102-16zM318 196l6 26c-30 16-72 18-104 8l-4-18c36 8 74 4 102-16z" fill="${p.light}"/>
  ${seam("M188 82c-2 16-10 24-8 36m32-36c2 14 8 20 6 32", p.pale)}`;

export const tights = (p) => `
  <path d="M132 40h136l8 92-14 132h-46l-16-150-16 150h-46l-14-132z" fill="${p.base}"/>
  <path d="M132 40h136l2 22H130z" fill="${p.dark}"/>
  <path d="M276 132l-14 132h-14l8-150zM124 132l14 132h14l-8-150z" fill="${p.light}"/>
  ${seam("M200 64v48", p.deep)}
  ${seam("M148 196l32-6m72 6l-32-6", p.dark)}`;

export const jacket = (p) => `
  <path d="M118 74l-34 20-30 140 40 10 26-104zM282 74l34 20 30 140-40 10-26-104z" fill="${p.dark}"/>
  <path d="M148 58h104l34 16v170H114V74z" fill="${p.base}"/>
  <path d="M152 62c2-32 94-32 96 0l-10 26c-20 12-56 12-76 0z" fill="${p.deep}"/>
  <path d="M162 66c6-22 70-22 76 0-12 14-64 14-76 0z" fill="${p.ink}" fill-opacity=".55"/>
  ${seam("M200 92v150", p.pale)}
  ${seam("M140 178l34 26m86-26l-34 26", p.deep)}
  <path d="M114 120c28 12 58 14 84 8v10c-28 6-58 4-84-8zM286 120c-28 12-58 14-84 8v10c28 6 58 4 84-8z" fill="${p.light}" fill-opacity=".7"/>`;

const oneSock = (p) => `
  <path d="M0 0h58v104c0 12 6 20 18 26l34 16c26 14 16 48-14 48H52c-30 0-48-12-52-44z" fill="${p.base}"/>
  <path d="M0 0h58v28H0z" fill="${p.dark}"/>
  <path d="M0 140c18 0 30 14 30 34 0 6-1 10-3 14C12 182 3 170 0 150zM112 147c22 14 12 47-16 47h-10c-2-22 6-40 26-47z" fill="${p.light}"/>
  <path d="M4 44h50M4 58h50" stroke="${p.pale}" stroke-width="6"/>`;
export const sock = (p) => `
  <g transform="translate(196 50)" opacity=".75">${oneSock(p)}</g>
  <g transform="translate(102 62)">${oneSock(p)}</g>`;

export const cap = (p) => `
  <path d="M90 196c-6-70 40-116 104-116 66 0 106 46 104 108z" fill="${p.base}"/>
  <path d="M194 80c-30 26-44 66-44 114l-60 2c-6-70 40-116 104-116z" fill="${p.dark}"/>
  <path d="M196 80c26 24 40 62 42 110" fill="none" stroke="${p.light}" stroke-width="4"/>
  <path d="M90 192c70-14 140-16 208-6 40 6 66 18 70 34 1 6-8 8-16 5-60-22-140-24-248-10-12 1-15-15-14-23z" fill="${p.deep}"/>
  <circle cx="196" cy="78" r="9" fill="${p.light}"/>`;

export const beanie = (p) => `
  <path d="M104 198c-6-90 36-142 96-142s102 52 96 142z" fill="${p.base}"/>
  <path d="M150 74c-16 34-22 76-20 120m50-136c-10 40-12 84-10 136m50-136c10 40 12 84 10 136m20-120c16 34 22 76 20 120" fill="none" stroke="${p.dark}" stroke-width="5"/>
  <rect x="92" y="186" width="216" height="54" rx="18" fill="${p.dark}"/>
  <path d="M118 194v38m28-38v38m28-38v38m28-38v38m28-38v38m28-38v38m24-38v38" stroke="${p.base}" stroke-width="5"/>`;

const glove = (p) => `
  <path d="M14 196V112L2 60c-4-16 18-20 22-6l12 44V24c0-18 24-18 24 0v66l2-78c0-16 24-16 24 0v78l4-66c2-16 24-14 24 2l-2 72 6 14 18-24c10-14 28-2 20 12l-32 66v30z" transform="translate(0 8)" fill="${p.base}"/>
  <path d="M12 196h114v34H12z" fill="${p.dark}"/>
  <path d="M12 208h114" stroke="${p.light}" stroke-width="5"/>`;
export const gloves = (p) => `
  <g transform="translate(206 34) rotate(8)">${glove(p)}</g>
  <g transform="translate(194 34) rotate(-8) scale(-1 1)">${glove(p)}</g>`;
