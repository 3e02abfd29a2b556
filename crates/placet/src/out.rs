//! What a command answers goes to standard output; everything else, the log included, to standard error.

/// Prints a line of the answer; the function it stands in returns an `anyhow::Result`.
macro_rules! say {
    ($($text:tt)*) => {
        std::io::Write::write_fmt(&mut std::io::stdout().lock(), format_args!("{}\n", format_args!($($text)*)))?
    };
}

pub(crate) use say;
