//! How long files and functions are, and how much of it all is tests.

use crate::scan::Source;

/// No file is longer.
const FILE_LIMIT: usize = 600;
/// No function outside tests is longer.
const FUNCTION_LIMIT: usize = 100;

/// Files and functions beyond their limits.
pub(super) fn faults(sources: &[Source]) -> Vec<String> {
    sources.iter().flat_map(faults_of).collect()
}

fn faults_of(source: &Source) -> Vec<String> {
    let file = source.file.display();
    let mut faults = Vec::new();
    if source.lines > FILE_LIMIT {
        faults.push(format!("{file}: {} lines; at most {FILE_LIMIT}, mostly under 400", source.lines));
    }
    let long =
        source.functions.iter().filter(|function| !function.is_test && function.lines > FUNCTION_LIMIT);
    faults.extend(long.map(|long| {
        format!(
            "{file}:{}: `{}` has {} lines; at most {FUNCTION_LIMIT}, mostly under 45",
            long.line, long.name, long.lines
        )
    }));
    faults
}

/// The figures, beside what they should be.
pub(super) fn figures(sources: &[Source]) -> String {
    let sum = |count: fn(&Source) -> usize| sources.iter().map(count).sum::<usize>();
    let (lines, tests) = (sum(|source| source.lines), sum(Source::test_lines));
    let files = Spread::of(sources.iter().map(|source| source.lines));
    let all = sources.iter().flat_map(|source| &source.functions);
    let functions = Spread::of(all.filter(|function| !function.is_test).map(|function| function.lines));
    let unwraps = sum(unwraps);
    format!(
        "  lines per file      median {} (≤ 120), p95 {} (≤ 450), longest {}; {} files, {lines} lines\n  \
           lines per function  median {} (≤ 10), p95 {} (≤ 45), longest {}; {} functions outside tests\n  \
           tests {:.0} % of the lines (about 45), documentation {:.0} % (8 to 12), {:.1} unwraps per 1,000 lines outside tests\n",
        files.median,
        files.p95,
        files.longest,
        files.count,
        functions.median,
        functions.p95,
        functions.longest,
        functions.count,
        share(tests, lines) * 100.0,
        share(sum(|source| source.doc_lines), lines) * 100.0,
        share(unwraps, lines - tests) * 1000.0,
    )
}

/// `unwrap` and `expect` outside tests.
fn unwraps(source: &Source) -> usize {
    let lines = source.code.lines().zip(1..).filter(|(_, line)| !source.is_test(*line));
    lines.map(|(text, _)| text.matches(".unwrap()").count() + text.matches(".expect(").count()).sum()
}

#[expect(clippy::cast_precision_loss, reason = "figures for people")]
fn share(part: usize, whole: usize) -> f64 {
    part as f64 / whole.max(1) as f64
}

/// How some lengths are spread.
#[derive(Debug, PartialEq)]
struct Spread {
    count: usize,
    median: usize,
    p95: usize,
    longest: usize,
}

impl Spread {
    fn of(lengths: impl Iterator<Item = usize>) -> Spread {
        let mut sorted: Vec<usize> = lengths.collect();
        sorted.sort_unstable();
        let at = |percent: usize| {
            sorted.get((sorted.len() * percent / 100).min(sorted.len().saturating_sub(1))).copied()
        };
        Spread {
            count: sorted.len(),
            median: at(50).unwrap_or(0),
            p95: at(95).unwrap_or(0),
            longest: sorted.last().copied().unwrap_or(0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::PathBuf;

    #[test]
    fn the_spread_of_a_hundred_lengths() {
        assert_eq!(Spread::of(1..=100), Spread { count: 100, median: 51, p95: 96, longest: 100 });
        assert_eq!(Spread::of(std::iter::empty()), Spread { count: 0, median: 0, p95: 0, longest: 0 });
    }

    #[test]
    fn long_functions_are_faults_outside_tests_alone() {
        let long = format!("fn long() {{\n{}}}\n", "    x();\n".repeat(100));
        let product = Source::read(PathBuf::from("crates/x/src/x.rs"), &long);
        let test = Source::read(PathBuf::from("crates/x/tests/x.rs"), &long);
        assert_eq!(
            faults(&[product, test]),
            ["crates/x/src/x.rs:1: `long` has 102 lines; at most 100, mostly under 45"]
        );
    }
}
