//! Colours, and how well one stands out from another (WCAG 2.2, success criteria 1.4.3 and 1.4.11).

use std::fmt;

/// A colour of the sRGB space. Written `#17614a`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Colour([u8; 3]);

/// How finely [`Colour::standing_out`] looks: the steps between a colour and the one it moves to.
const STEPS: u8 = 255;

impl Colour {
    /// Black.
    pub const BLACK: Colour = Colour([0; 3]);
    /// White.
    pub const WHITE: Colour = Colour([255; 3]);

    /// Of red, green and blue.
    pub const fn new(red: u8, green: u8, blue: u8) -> Colour {
        Colour([red, green, blue])
    }

    /// Reads `#` and six hexadecimal digits, in either case; `None` for anything else.
    pub fn parse(text: &str) -> Option<Colour> {
        Colour::of_digits(text.strip_prefix('#')?)
    }

    /// The same without the `#`.
    pub fn of_digits(text: &str) -> Option<Colour> {
        if text.len() != 6 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        let number = u32::from_str_radix(text, 16).ok()?;
        let [_, red, green, blue] = number.to_be_bytes();
        Some(Colour([red, green, blue]))
    }

    /// Its six digits, in lower case.
    pub fn digits(self) -> String {
        self.0.iter().map(|part| format!("{part:02x}")).collect()
    }

    /// How well one stands out from the other: 1 (not at all) to 21 (black on white), by WCAG's definition of the contrast ratio.
    pub fn contrast(self, other: Colour) -> f64 {
        let (a, b) = (self.luminance() + 0.05, other.luminance() + 0.05);
        a.max(b) / a.min(b)
    }

    fn luminance(self) -> f64 {
        let linear = |part: u8| {
            let part = f64::from(part) / 255.0;
            if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        };
        let [red, green, blue] = self.0.map(linear);
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    /// This colour with so many 255ths of another.
    #[must_use]
    pub fn mixed(self, other: Colour, parts: u8) -> Colour {
        let mix = |own: u8, its: u8| {
            let (own, its, parts) = (u16::from(own), u16::from(its), u16::from(parts));
            // At most 255 × 255 + 127 fits, and the quotient is at most 255.
            ((own * (255 - parts) + its * parts + 127) / 255) as u8
        };
        let ([a, b, c], [x, y, z]) = (self.0, other.0);
        Colour([mix(a, x), mix(b, y), mix(c, z)])
    }

    /// The first shade on the way to another colour whose contrast to all of these is at least so much; the other colour if there is none.
    #[must_use]
    pub fn standing_out(self, least: f64, of: &[Colour], toward: Colour) -> Colour {
        let shades = (0..=STEPS).map(|parts| self.mixed(toward, parts));
        let stands = |shade: &Colour| of.iter().all(|back| shade.contrast(*back) >= least);
        shades.into_iter().find(stands).unwrap_or(toward)
    }

    /// Black or white, whichever is read better on this colour.
    pub fn ink(self) -> Colour {
        match self.contrast(Colour::WHITE) >= self.contrast(Colour::BLACK) {
            true => Colour::WHITE,
            false => Colour::BLACK,
        }
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}", self.digits())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colour_is_six_digits_and_nothing_else() {
        assert_eq!(Colour::parse("#17614A").unwrap().to_string(), "#17614a");
        for text in
            ["", "#", "17614a", "#17614", "#17614aa", "#17614g", "#+7614a", "red", "\"><script>", "#1761é"]
        {
            assert_eq!(Colour::parse(text), None, "{text}");
        }
    }

    #[test]
    fn contrast_is_that_of_wcag() {
        assert!((Colour::BLACK.contrast(Colour::WHITE) - 21.0).abs() < 1e-9);
        // The grey that the guidelines' techniques name as the lightest on white.
        let grey = Colour::parse("#767676").unwrap();
        assert!((grey.contrast(Colour::WHITE) - 4.54).abs() < 0.01);
        let dark = Colour::parse("#707070").unwrap();
        assert_eq!((dark.ink(), Colour::parse("#ffee00").unwrap().ink()), (Colour::WHITE, Colour::BLACK));
    }

    #[test]
    fn a_shade_goes_as_far_as_it_must_and_no_further() {
        let green = Colour::parse("#17614a").unwrap();
        assert_eq!(green.standing_out(4.5, &[Colour::WHITE], Colour::BLACK), green);
        let yellow = Colour::parse("#ffee00").unwrap();
        let shade = yellow.standing_out(4.5, &[Colour::WHITE], Colour::BLACK);
        assert!((4.5..4.7).contains(&shade.contrast(Colour::WHITE)), "{shade}");
        assert_eq!(Colour::BLACK.mixed(Colour::WHITE, 255), Colour::WHITE);
    }
}
