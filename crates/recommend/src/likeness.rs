//! Likeness by text: which items read alike. It needs no history, so it speaks for what is new.
//!
//! TF-IDF over the words and pairs of words of the title, the brand and, for half, the first words of the description. On the
//! descriptions of a real shop, words with their pairs found cold items best of the ways tried. Category and price are no
//! words: who asks weighs them.

use crate::Listing;
use crate::hash::NumberMap;
use crate::shelf::Slot;
use placet_shop::words;

/// A word, a pair of words or a brand, by its hash. That two share a number is possible and costs a little precision.
type Feature = u32;

/// How many features of an item count. The description gets what the others leave, at most [`DESCRIBED`].
const FEATURES: usize = 40;
const DESCRIBED: usize = 16;

/// How many places one question looks at, the rarest words first. Bounds its time.
const PLACES: usize = 3_000;

/// What a word of the description weighs; one of the title weighs 1.
const LIGHT: f32 = 0.5;

/// How alike each item is to a question, from 0 to 1.
pub(crate) type Alike = Vec<(f32, Slot)>;

/// The words of every listed item, and the items of every word.
#[derive(Debug, Default)]
pub(crate) struct Likeness {
    /// By slot: its features, ascending.
    of_item: Vec<Box<[Said]>>,
    /// By feature: the slots, ascending.
    items: NumberMap<Feature, Vec<Slot>>,
    listed: usize,
}

/// A feature of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Said {
    feature: Feature,
    /// In the description only.
    light: bool,
}

impl Likeness {
    /// Writes down what is said of an item, in place of what was.
    pub(crate) fn list(&mut self, slot: Slot, listing: &Listing<'_>) {
        let now = read(listing);
        let place = slot as usize;
        if self.of_item.len() <= place {
            self.of_item.resize_with(place + 1, Box::default);
        }
        if self.of_item[place] == now {
            return;
        }
        let before = std::mem::replace(&mut self.of_item[place], now);
        for said in &before {
            let Some(items) = self.items.get_mut(&said.feature) else { continue };
            if let Ok(at) = items.binary_search(&slot) {
                items.remove(at);
            }
            if items.is_empty() {
                self.items.remove(&said.feature);
            }
        }
        for said in &self.of_item[place] {
            let items = self.items.entry(said.feature).or_default();
            if let Err(at) = items.binary_search(&slot) {
                items.insert(at, slot);
            }
        }
        self.listed =
            self.listed + usize::from(before.is_empty()) - usize::from(self.of_item[place].is_empty());
    }

    /// The `most` items most like the question's (the latest first, each weighing `decay` of the one before), the most alike first.
    /// Only those that `admits` lets in are looked at.
    pub(crate) fn alike(
        &self,
        question: &[Slot],
        decay: f32,
        most: usize,
        admits: impl Fn(Slot) -> bool,
    ) -> Alike {
        let asked = self.asked(question, decay);
        let norm = asked.iter().map(|(weight, _)| weight * weight).sum::<f32>().sqrt();
        let mut found: NumberMap<Slot, f32> = NumberMap::default();
        let mut places = PLACES;
        for (weight, feature) in &asked {
            let Some(items) = self.items.get(feature) else { continue };
            let Some(left) = places.checked_sub(items.len()) else { break };
            places = left;
            for slot in items {
                *found.entry(*slot).or_insert(0.0) += weight * self.rarity(*feature);
            }
        }
        let mut found: Alike = found.into_iter().map(|(slot, sum)| (sum, slot)).collect();
        // The sum without the length of the other item is a bound near enough to choose whom to compare in full.
        found.retain(|(_, slot)| admits(*slot));
        crate::best::keep(&mut found, 8 * most, best_first);
        let mut alike: Alike =
            found.into_iter().map(|(_, slot)| (self.cosine(&asked, norm, slot), slot)).collect();
        crate::best::keep(&mut alike, most, best_first);
        alike
    }

    /// The question as one text: its features with their weights, the rarest first.
    fn asked(&self, question: &[Slot], decay: f32) -> Vec<(f32, Feature)> {
        let mut sum: NumberMap<Feature, f32> = NumberMap::default();
        let mut weight = 1.0;
        for slot in question {
            let length = self.length(*slot);
            for said in self.said(*slot) {
                *sum.entry(said.feature).or_insert(0.0) += weight * self.weight(*said) / length;
            }
            weight *= decay;
        }
        let mut asked: Vec<(f32, Feature)> =
            sum.into_iter().map(|(feature, weight)| (weight, feature)).collect();
        asked.sort_unstable_by_key(|(_, feature)| (self.items.get(feature).map_or(0, Vec::len), *feature));
        asked
    }

    fn cosine(&self, asked: &[(f32, Feature)], norm: f32, slot: Slot) -> f32 {
        let (said, length) = (self.said(slot), self.length(slot));
        let both = |(asked, feature): &(f32, Feature)| {
            let place = said.binary_search_by_key(feature, |said| said.feature).ok()?;
            Some(asked * self.weight(said[place]))
        };
        let sum: f32 = asked.iter().filter_map(both).sum();
        if norm * length > 0.0 { sum / (norm * length) } else { 0.0 }
    }

    fn said(&self, slot: Slot) -> &[Said] {
        self.of_item.get(slot as usize).map_or(&[], |said| said)
    }

    /// What a feature of an item weighs.
    fn weight(&self, said: Said) -> f32 {
        self.rarity(said.feature) * if said.light { LIGHT } else { 1.0 }
    }

    /// The length of an item's weights as a vector.
    fn length(&self, slot: Slot) -> f32 {
        self.said(slot).iter().map(|said| self.weight(*said).powi(2)).sum::<f32>().sqrt()
    }

    /// The logarithm of how rare a feature is.
    fn rarity(&self, feature: Feature) -> f32 {
        let items = self.items.get(&feature).map_or(0, Vec::len);
        ((1 + self.listed) as f32 / (1 + items) as f32).ln() + 1.0
    }
}

fn best_first(a: &(f32, Slot), b: &(f32, Slot)) -> std::cmp::Ordering {
    b.0.total_cmp(&a.0).then(a.1.cmp(&b.1))
}

/// The features of an item, each once, ascending.
fn read(listing: &Listing<'_>) -> Box<[Said]> {
    let mut said: Vec<Said> = Vec::new();
    let mut say = |feature: Feature, light: bool, most: usize| {
        if said.len() < most && said.iter().all(|known| known.feature != feature) {
            said.push(Said { feature, light });
        }
    };
    if !listing.brand.trim().is_empty() {
        say(whole("brand", listing.brand), false, FEATURES);
    }
    let mut before: Option<Feature> = None;
    words(listing.title, |word| {
        let one = hash(&["word", word]);
        say(one, false, FEATURES);
        if let Some(before) = before {
            say(pair(before, one), false, FEATURES);
        }
        before = Some(one);
    });
    let mut left = DESCRIBED;
    // The first kilobyte: what stands further down says less, and shops paste whole pages.
    let end = listing.description.char_indices().map(|(at, _)| at).nth(1_000);
    words(&listing.description[..end.unwrap_or(listing.description.len())], |word| {
        if left > 0 && word.len() > 3 {
            left -= 1;
            say(hash(&["word", word]), true, FEATURES);
        }
    });
    said.sort_unstable();
    said.into()
}

/// A text as one feature, folded.
fn whole(sort: &str, text: &str) -> Feature {
    let mut feature = hash(&[sort]);
    words(text, |word| feature = pair(feature, hash(&[word])));
    feature
}

/// FNV-1a (32 bit).
fn hash(parts: &[&str]) -> Feature {
    let mut hash = 0x811c_9dc5_u32;
    for byte in parts.iter().flat_map(|part| part.bytes().chain([0])) {
        hash = (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
    }
    hash
}

fn pair(first: Feature, second: Feature) -> Feature {
    first.rotate_left(7).wrapping_mul(0x9e37_79b1) ^ second
}

#[cfg(test)]
mod tests {
    use super::*;

    fn titled(title: &str) -> Listing<'_> {
        Listing { title, ..Listing::default() }
    }

    fn alike(likeness: &Likeness, slot: Slot, most: usize) -> Vec<Slot> {
        likeness.alike(&[slot], 1.0, most, |other| other != slot).into_iter().map(|(_, slot)| slot).collect()
    }

    #[test]
    fn rare_words_and_pairs_of_words_tell_more_than_common_ones() {
        let mut likeness = Likeness::default();
        let titles = [
            "Red shoe trail",
            "Blue shoe",
            "Red trail shoe",
            "Red hat",
            "Șosete roșii",
            "Sosete albe",
            "red shoe",
        ];
        for (slot, title) in titles.iter().enumerate() {
            likeness.list(slot as Slot, &titled(title));
        }
        assert_eq!(alike(&likeness, 0, 2), [6, 2]);
        assert_eq!(alike(&likeness, 4, 9), [5]);
    }

    #[test]
    fn the_brand_counts_and_the_description_a_little() {
        let mut likeness = Likeness::default();
        let shoe =
            Listing { title: "Ridge", brand: "Crest", description: "waterproof", ..Listing::default() };
        likeness.list(0, &shoe);
        likeness.list(1, &Listing { title: "Cap", description: "Waterproof", ..Listing::default() });
        likeness.list(2, &Listing { title: "Pebble", brand: "CREST", ..Listing::default() });
        likeness.list(3, &Listing { title: "Umbra", brand: "Other", ..Listing::default() });
        assert_eq!(alike(&likeness, 0, 9), [2, 1]);
    }

    #[test]
    fn what_is_listed_anew_leaves_no_word_behind() {
        let mut likeness = Likeness::default();
        for round in 0..50 {
            likeness.list(0, &titled(&format!("Shoe {round}")));
            likeness.list(1, &titled("Shoe"));
        }
        assert_eq!((likeness.listed, likeness.items.len()), (2, 3));
        likeness.list(0, &titled(""));
        likeness.list(1, &titled("--"));
        assert_eq!((likeness.listed, likeness.items.len()), (0, 0));
    }

    #[test]
    fn an_item_of_a_thousand_words_keeps_few() {
        let many: String = (0..1_000).map(|n| format!("word{n} ")).collect();
        let listing = Listing { title: &many, description: &many, brand: &many, ..Listing::default() };
        assert_eq!(read(&listing).len(), FEATURES);
    }
}
