//! Plain methods to compare with: popularity, counting pairs, the cosine of pairs, and likelihood ratios.

use std::collections::HashMap;

/// How often items stood in baskets, alone and in pairs.
#[derive(Default)]
pub(crate) struct Counts {
    baskets: f64,
    alone: HashMap<i64, f64>,
    pairs: HashMap<i64, HashMap<i64, f64>>,
}

/// A way to weigh a pair.
#[derive(Clone, Copy)]
pub(crate) enum Weigh {
    /// By how often the other stands anywhere.
    Popularity,
    /// By how often both stand together.
    Count,
    /// That, over the geometric mean of how often each stands.
    Cosine,
    /// Dunning's log-likelihood ratio (1993), of those that stand together more often than chance.
    Likelihood,
}

impl Weigh {
    pub(crate) const ALL: [(&'static str, Weigh); 4] = [
        ("popularity", Weigh::Popularity),
        ("count", Weigh::Count),
        ("cosine", Weigh::Cosine),
        ("likelihood", Weigh::Likelihood),
    ];
}

impl Counts {
    pub(crate) fn add(&mut self, basket: &[i64]) {
        self.baskets += 1.0;
        for one in basket {
            *self.alone.entry(*one).or_default() += 1.0;
            let pairs = self.pairs.entry(*one).or_default();
            for other in basket.iter().filter(|other| *other != one) {
                *pairs.entry(*other).or_default() += 1.0;
            }
        }
    }

    /// The 20 best for a basket, among those that `admits` lets in.
    pub(crate) fn answer(&self, weigh: Weigh, basket: &[i64], admits: impl Fn(i64) -> bool) -> Vec<i64> {
        let mut scores: HashMap<i64, f64> = HashMap::new();
        if let Weigh::Popularity = weigh {
            scores.clone_from(&self.alone);
        } else {
            for one in basket {
                for (other, both) in self.pairs.get(one).into_iter().flatten() {
                    *scores.entry(*other).or_default() += self.weight(weigh, *one, *other, *both);
                }
            }
        }
        let mut found: Vec<(f64, i64)> = scores.into_iter().map(|(item, score)| (score, item)).collect();
        found.retain(|(_, item)| !basket.contains(item) && admits(*item));
        found.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        found.truncate(20);
        found.into_iter().map(|(_, item)| item).collect()
    }

    fn weight(&self, weigh: Weigh, one: i64, other: i64, both: f64) -> f64 {
        let (a, b) = (self.alone[&one], self.alone[&other]);
        match weigh {
            Weigh::Popularity => b,
            Weigh::Count => both,
            Weigh::Cosine => both / (a * b).sqrt(),
            Weigh::Likelihood if both * self.baskets <= a * b => 0.0,
            Weigh::Likelihood => {
                let part = |k: f64, of: f64| if k > 0.0 { k * (k * self.baskets / of).ln() } else { 0.0 };
                let (rest_a, rest_b) = (self.baskets - a, self.baskets - b);
                2.0 * (part(both, a * b)
                    + part(a - both, a * rest_b)
                    + part(b - both, rest_a * b)
                    + part(self.baskets - a - b + both, rest_a * rest_b))
            }
        }
    }
}
