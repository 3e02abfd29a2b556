//! A company's colour on its pages. It picks one; what is used of it is reckoned here, so that every page can be read whatever was
//! picked (WCAG 2.2 AA): shades that stand out from all that they are shown on, in light and in dark.

use placet_core::Colour;
use serde::Serialize;

use super::STYLE;

/// The contrast of text (success criterion 1.4.3); what controls need (1.4.11) is less.
const TEXT: f64 = 4.5;
/// How much of the colour tints what is marked, of 255.
const TINT: u8 = 20;
/// How far a button's colour moves under the pointer, of 255.
const OVER: u8 = 70;
/// The least difference by which one sees that it moved.
const MOVES: f64 = 1.05;

/// What of a company's colour is used in one theme; the names are those of the stylesheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shades {
    /// Links, buttons, the mark of what has the focus.
    pub accent: Colour,
    /// The same under the pointer.
    pub accent_over: Colour,
    /// Text on a button.
    pub on_accent: Colour,
    /// Behind what is marked.
    pub soft: Colour,
}

/// The backgrounds of a theme of the stylesheet, and the way to more contrast in it.
pub(super) struct Theme {
    pub(super) page: Colour,
    pub(super) card: Colour,
    toward: Colour,
}

pub(super) const LIGHT: Theme =
    Theme { page: Colour::new(0xf5, 0xf6, 0xf4), card: Colour::WHITE, toward: Colour::BLACK };
pub(super) const DARK: Theme =
    Theme { page: Colour::new(0x12, 0x17, 0x15), card: Colour::new(0x1b, 0x22, 0x20), toward: Colour::WHITE };

/// What is used of a colour where it is light, and where it is dark.
pub fn shades(colour: Colour) -> (Shades, Shades) {
    (LIGHT.shades(colour), DARK.shades(colour))
}

/// What pages use at a company without a colour: as the stylesheet has it.
pub fn own_shades() -> (Shades, Shades) {
    let shades = |accent, accent_over, on_accent, soft| Shades { accent, accent_over, on_accent, soft };
    let light = shades(
        Colour::new(0x17, 0x61, 0x4a),
        Colour::new(0x0f, 0x4a, 0x38),
        Colour::WHITE,
        Colour::new(0xe6, 0xef, 0xea),
    );
    let dark = shades(
        Colour::new(0x7f, 0xd3, 0xb2),
        Colour::new(0xa3, 0xe2, 0xca),
        Colour::new(0x0b, 0x24, 0x1a),
        Colour::new(0x24, 0x33, 0x2d),
    );
    (light, dark)
}

impl Theme {
    fn shades(&self, colour: Colour) -> Shades {
        let soft = self.card.mixed(colour, TINT);
        let backs = [self.page, self.card, soft];
        let accent = colour.standing_out(TEXT, &backs, self.toward);
        let on_accent = accent.ink();
        let readable = |over: &Colour| {
            over.contrast(on_accent) >= TEXT
                && backs.iter().all(|back| over.contrast(*back) >= TEXT)
                && over.contrast(accent) >= MOVES
        };
        let ways = [self.toward, on_accent].map(|toward| accent.mixed(toward, OVER));
        let accent_over = ways.into_iter().find(readable).unwrap_or(accent);
        Shades { accent, accent_over, on_accent, soft }
    }
}

impl Shades {
    fn css(&self) -> String {
        let Shades { accent, accent_over, on_accent, soft } = self;
        format!(
            ":root {{ --accent: {accent}; --accent-over: {accent_over}; --on-accent: {on_accent}; --soft: {soft}; }}"
        )
    }
}

/// The stylesheet in a company's colour.
pub(super) fn stylesheet(colour: Colour) -> String {
    let (light, dark) = shades(colour);
    format!("{STYLE}{}\n@media (prefers-color-scheme: dark) {{ {} }}\n", light.css(), dark.css())
}

/// The stylesheet's path, with a fingerprint (FNV-1a) of all that makes its content, so that it may be kept for ever.
pub(super) fn path(colour: Option<Colour>) -> String {
    let colour = colour.map(|colour| format!("-{}", colour.digits())).unwrap_or_default();
    format!("/assets/page-{:016x}{colour}.css", fingerprint())
}

/// The colour in the name of a stylesheet; `None` if it is no name that [`path`] makes.
pub(super) fn colour_in(name: &str) -> Option<Colour> {
    let digits = name.strip_prefix("page-")?.strip_suffix(".css")?.rsplit('-').next()?;
    Colour::of_digits(digits).filter(|colour| path(Some(*colour)).ends_with(name))
}

/// Of the stylesheet, and of how a colour changes it.
fn fingerprint() -> u64 {
    static KNOWN: std::sync::OnceLock<u64> = std::sync::OnceLock::new();
    *KNOWN.get_or_init(|| {
        let all = stylesheet(Colour::new(0xff, 0xee, 0x00));
        all.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        })
    })
}

/// A logo as a page shows it.
#[derive(Clone, Debug, Serialize)]
pub struct Logo {
    /// Where it is.
    pub href: String,
    /// The width it is shown at, in pixels of the stylesheet: known beforehand, so that nothing moves when it comes.
    pub width: i64,
    /// The height.
    pub height: i64,
}

/// Three times the size of the page's text.
const HIGHEST: i64 = 48;
/// What a narrow screen has room for.
const WIDEST: i64 = 240;

impl Logo {
    /// A logo of this name and size.
    pub(super) fn of(logo: &placet_store::tenants::Logo) -> Logo {
        let (width, height) = (logo.width.max(1), logo.height.max(1));
        let (mut shown_width, mut shown_height) = (width, height);
        if shown_height > HIGHEST {
            (shown_width, shown_height) = (width * HIGHEST / height, HIGHEST);
        }
        if shown_width > WIDEST {
            (shown_width, shown_height) = (WIDEST, height * WIDEST / width);
        }
        Logo { href: format!("/brand/{}", logo.name), width: shown_width.max(1), height: shown_height.max(1) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_logo_keeps_its_shape_within_its_bounds() {
        let shown = |width, height| {
            let logo = Logo::of(&placet_store::tenants::Logo { name: "logo-1.png".into(), width, height });
            (logo.width, logo.height)
        };
        assert_eq!(shown(32, 16), (32, 16), "a small one is not blown up");
        assert_eq!(shown(400, 96), (200, 48));
        assert_eq!(shown(2000, 100), (240, 12));
        assert_eq!((shown(2000, 1), shown(1, 2000), shown(0, 0)), ((240, 1), (1, 48), (1, 1)));
    }

    #[test]
    fn only_the_names_of_stylesheets_name_a_colour() {
        let name = |colour: &str| path(Colour::parse(colour)).strip_prefix("/assets/").unwrap().to_owned();
        assert_eq!(colour_in(&name("#ffee00")), Colour::parse("#ffee00"));
        let good = name("#ffee00");
        for bad in [
            good.replace("ffee00", "FFEE00"),
            good.replace("ffee00", "ffee0"),
            good.replace("ffee00", "ffee00-ffee00"),
            good.replace("page-", "page-0"),
            "page-ffee00.css".to_owned(),
            String::new(),
        ] {
            assert_eq!(colour_in(&bad), None, "{bad}");
        }
    }
}
