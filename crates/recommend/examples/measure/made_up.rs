//! A made-up shop whose structure is known: what goes with what, how skewed popularity is, and how large it may be.
//!
//! Each category has lines of twenty products in a few variants; people look around in one line, and who buys of a category often buys of the
//! same line of another one, which goes with it. What they buy besides is popular and means nothing.

use std::time::Instant;

use placet_core::{Currency, Micros, Money};
use placet_recommend::{Bounds, Listing, Model};

use crate::Result;
use crate::baselines::{Counts, Weigh};
use crate::score::Score;

/// How many categories there are, each with as many lines as its items make.
const CATEGORIES: i64 = 200;
/// How many products a line has.
const LINE: i64 = 20;
/// How many variants a product has.
const VARIANTS: i64 = 2;
/// How many questions are asked of each sort.
const QUESTIONS: usize = 3_000;

/// A linear congruential generator (Knuth's MMIX).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: i64) -> i64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) % sides.max(1) as u64) as i64
    }

    /// The lower the more often, about as one over its number.
    fn popular(&mut self, sides: i64) -> i64 {
        let part = self.roll(1_000_000) as f64 / 1e6;
        ((((sides + 1) as f64).powf(part) - 1.0) as i64).min(sides - 1)
    }
}

/// The shop: items by category, line, product and variant.
struct Shop {
    lines: i64,
    dice: Dice,
}

impl Shop {
    fn item(&mut self, category: i64, line: i64) -> i64 {
        let product = self.dice.popular(LINE);
        let variant = self.dice.roll(VARIANTS);
        ((category * self.lines + line) * LINE + product) * VARIANTS + variant
    }

    /// The category that goes with another.
    fn complement(category: i64) -> i64 {
        (category * 7 + 13) % CATEGORIES
    }

    /// What somebody looked at in one go.
    fn session(&mut self) -> Vec<i64> {
        let (category, line) = (self.dice.popular(CATEGORIES), self.dice.popular(self.lines));
        (0..1 + self.dice.roll(8)).map(|_| self.item(category, line)).collect()
    }

    /// What somebody bought: the wanted complement last, if there is one.
    fn order(&mut self) -> (Vec<i64>, Option<i64>) {
        let (category, line) = (self.dice.popular(CATEGORIES), self.dice.popular(self.lines));
        let mut items = vec![self.item(category, line)];
        if self.dice.roll(2) == 0 {
            let (other, any) = (self.dice.popular(CATEGORIES), self.dice.popular(self.lines));
            items.push(self.item(other, any));
        }
        let wanted = (self.dice.roll(2) == 0).then(|| self.item(Shop::complement(category), line));
        (items, wanted)
    }
}

fn category_of(item: i64, lines: i64) -> i64 {
    item / (lines * LINE * VARIANTS)
}

/// Builds the shop, tells what happened in it, and asks.
pub(crate) fn measure(items: usize, views: usize) -> Result<()> {
    let lines = (items as i64 / (CATEGORIES * LINE * VARIANTS)).max(1);
    let mut shop = Shop { lines, dice: Dice(42) };
    let mut model = Model::new(Bounds { views, lines: views / 4 });
    let (before, start) = (resident(), Instant::now());
    list(&mut model, lines);
    println!("made-up.list: {:.2} s", start.elapsed().as_secs_f64());
    let (listed, start) = (resident(), Instant::now());
    let all = CATEGORIES * lines * LINE * VARIANTS;
    println!("made-up.bytes_per_item: {} B", (listed - before) / all);
    let mut counts = Counts::default();
    let (mut stream, mut at) = (0, Micros(0));
    let mut told = 0;
    while told < views {
        stream += 1;
        at = Micros(at.0 + 20 * Micros::SECOND);
        let seen = shop.session();
        told += seen.len();
        seen.iter().for_each(|id| model.see(stream, at, *id));
        if stream % 5 == 0 {
            let (mut bought, complement) = shop.order();
            bought.extend(complement);
            model.order(stream, at, &bought);
            // The plain methods are told the products, as ours finds them.
            counts.add(&products(&bought));
        }
    }
    println!("made-up.tell: {:.2} s", start.elapsed().as_secs_f64());
    println!("made-up.held: {} views and lines", model.held());
    println!("made-up.bytes_per_view: {} B", (resident() - listed) / model.held().max(1) as i64);
    ask_as_a_mail_does(&model, &mut shop);
    ask_similar(&model, &mut shop);
    ask_complementary(&model, &mut shop, &counts);
    Ok(())
}

fn list(model: &mut Model, lines: i64) {
    for id in 0..CATEGORIES * lines * LINE * VARIANTS {
        let (product, category) = (id / VARIANTS, category_of(id, lines));
        let line = product / LINE % lines;
        let title = format!(
            "{} {} {} {}",
            word(category),
            word(1_000 + line),
            word(5_000 + product % LINE),
            id % VARIANTS
        );
        let path = format!("{} > {}", word(9_000 + category / 5), word(category));
        let price =
            Some(Money { minor: 1_000 + category * 100 + product % LINE * 10, currency: Currency::EUR });
        let (group, brand) = (format!("P{product}"), word(7_000 + line % 50));
        let listing = Listing {
            id,
            group: &group,
            category: &path,
            title: &title,
            brand: &brand,
            price,
            description: "",
            in_stock: true,
        };
        model.list(&listing);
    }
}

/// A word for a number.
fn word(number: i64) -> String {
    let syllables = ["ba", "ce", "di", "fo", "gu", "la", "me", "ni", "po", "ru"];
    number.to_string().bytes().map(|digit| syllables[usize::from(digit - b'0')]).collect()
}

fn products(items: &[i64]) -> Vec<i64> {
    let mut products: Vec<i64> = items.iter().map(|id| id / VARIANTS).collect();
    products.sort_unstable();
    products.dedup();
    products
}

/// Three items of each sort for a person who viewed a while and has up to three things in the cart: only the time is told.
fn ask_as_a_mail_does(model: &Model, shop: &mut Shop) {
    let mut time = Score::default();
    for _ in 0..QUESTIONS {
        let (cart, _) = shop.order();
        let seen = [shop.session(), shop.session(), cart.clone()].concat();
        time.ask(-1, || {
            let similar = model.similar(&seen, 3, &seen);
            [model.complementary(&cart, 3, &similar), similar].concat()
        });
    }
    time.print_times("made-up.mail");
}

fn ask_similar(model: &Model, shop: &mut Shop) {
    let mut ours = Score::default();
    while (ours.asked() as usize) < QUESTIONS {
        let seen = shop.session();
        let [seen @ .., next] = &seen[..] else { continue };
        let known: Vec<i64> = products(seen);
        if !seen.is_empty() && !known.contains(&(next / VARIANTS)) {
            let answer = || model.similar(seen, 20, seen).into_iter().map(|id| id / VARIANTS).collect();
            ours.ask(next / VARIANTS, answer);
        }
    }
    ours.print("made-up.similar.ours");
}

fn ask_complementary(model: &Model, shop: &mut Shop, counts: &Counts) {
    let lines = shop.lines;
    let mut ours = Score::default();
    let mut plain: Vec<Score> = Weigh::ALL.iter().map(|_| Score::default()).collect();
    while (ours.asked() as usize) < QUESTIONS {
        let (basket, Some(wanted)) = shop.order() else { continue };
        let own: Vec<i64> = basket.iter().map(|id| category_of(*id, lines)).collect();
        if own.contains(&category_of(wanted, lines)) {
            continue;
        }
        let wanted = wanted / VARIANTS;
        ours.ask(wanted, || {
            model.complementary(&basket, 20, &[]).into_iter().map(|id| id / VARIANTS).collect()
        });
        // As ours, they answer from other categories alone.
        let other = |product: i64| !own.contains(&category_of(product * VARIANTS, lines));
        for ((_, weigh), score) in Weigh::ALL.iter().zip(&mut plain) {
            score.ask(wanted, || counts.answer(*weigh, &products(&basket), other));
        }
    }
    ours.print("made-up.complementary.ours");
    for ((name, _), score) in Weigh::ALL.iter().zip(plain) {
        score.print(&format!("made-up.complementary.{name}"));
    }
}

/// The memory of this process in bytes, as Linux counts it; 0 elsewhere.
fn resident() -> i64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or("0");
    line.split_whitespace().next().and_then(|kilobytes| kilobytes.parse::<i64>().ok()).unwrap_or(0) * 1_024
}
