//! The networks of payment cards: first digits and lengths (ISO/IEC 7812-1), as the networks publish them: Visa's and Mastercard's rules,
//! Discover's and UnionPay's tables of ranges (which hold Diners Club and JCB too), Mir's and Troy's specifications.

use std::ops::RangeInclusive;

/// A network's range of numbers.
pub(super) struct Network {
    /// The first digits, as many as both ends have.
    first: (u32, u32),
    /// Which lengths it publishes.
    lengths: RangeInclusive<usize>,
    /// Which of them are in use and are no usual length of other numbers: with these a number counts without a word that says card.
    alone: &'static [usize],
}

const fn network(first: (u32, u32), lengths: RangeInclusive<usize>, alone: &'static [usize]) -> Network {
    Network { first, lengths, alone }
}

/// 13 digits are an article number or a telephone before they are one of Visa's old cards; 17 and 18 are ids.
#[rustfmt::skip]
const NETWORKS: &[Network] = &[
    network((4, 4), 13..=19, &[16, 19]),              // Visa
    network((51, 55), 16..=16, &[16]),                // Mastercard
    network((2221, 2720), 16..=16, &[16]),            // Mastercard
    network((34, 34), 15..=15, &[15]),                // American Express
    network((37, 37), 15..=15, &[15]),                // American Express
    network((300, 305), 14..=19, &[14, 16, 19]),      // Diners Club
    network((3095, 3095), 14..=19, &[14, 16, 19]),    // Diners Club
    network((36, 36), 14..=19, &[14, 16, 19]),        // Diners Club
    network((38, 39), 14..=19, &[14, 16, 19]),        // Diners Club
    network((6011, 6011), 16..=19, &[16, 19]),        // Discover
    network((644, 649), 16..=19, &[16, 19]),          // Discover
    network((65, 65), 16..=19, &[16, 19]),            // Discover, RuPay, Troy, Elo
    network((3528, 3589), 16..=19, &[16, 19]),        // JCB
    network((2131, 2131), 15..=15, &[]),              // JCB, before 2000
    network((1800, 1800), 15..=15, &[]),              // JCB, before 2000
    network((62, 62), 14..=19, &[16, 17, 18, 19]),    // UnionPay
    network((8100, 8171), 16..=19, &[16]),            // UnionPay
    network((2200, 2204), 16..=19, &[16, 17, 18, 19]),// Mir
    network((2205, 2205), 16..=16, &[16]),            // BCard (BORICA)
    network((50, 50), 12..=19, &[16, 19]),            // Maestro, Verve, Elo
    network((56, 69), 12..=19, &[16, 19]),            // Maestro
    network((9792, 9792), 16..=16, &[16]),            // Troy
    network((9804, 9804), 16..=16, &[16]),            // Prostir
    network((9112, 9112), 16..=16, &[16]),            // Belkart
    network((81, 82), 16..=16, &[]),                  // RuPay
];

/// How well a number fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fit {
    /// A card's, if something says that it is one.
    Published,
    /// A card's.
    Alone,
}

/// Whether a network gives out numbers of these first digits and this length.
pub(super) fn fit(digits: &[u8]) -> Option<Fit> {
    let of = |network: &Network| {
        let width = network.first.1.ilog10() as usize + 1;
        let first = digits.iter().take(width).fold(0, |first, digit| first * 10 + u32::from(*digit));
        if !(network.first.0..=network.first.1).contains(&first) || !network.lengths.contains(&digits.len()) {
            return None;
        }
        Some(if network.alone.contains(&digits.len()) { Fit::Alone } else { Fit::Published })
    };
    NETWORKS.iter().filter_map(of).max()
}
