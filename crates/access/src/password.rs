//! Passwords: the rule of R184, and Argon2id.

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use tokio::sync::Semaphore;

use crate::Error;

/// The longest password, in bytes.
const LONGEST: usize = 200;

/// How many are hashed at once: each takes 19 MiB and a core for some tens of milliseconds (RFC 9106; the parameters are OWASP's).
static AT_ONCE: Semaphore = Semaphore::const_new(2);

/// The hash of a password that nobody has: an unknown address takes as long as a wrong password.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$cGxhY2V0LW5vYm9keQ$qH8tV2y2p9Y0Qe0cV5YkKQF7bH0wq3r2m0s8Jm1yJ5o";

/// What is wrong with a password: at least 8 characters with a letter, a number and a special character (R184).
pub(crate) fn check_rule(password: &str) -> Option<&'static str> {
    let has = |what: fn(char) -> bool| password.chars().any(what);
    if password.chars().count() < 8 {
        Some("needs at least 8 characters")
    } else if password.len() > LONGEST {
        Some("is longer than 200 bytes")
    } else if !has(char::is_alphabetic) {
        Some("needs a letter")
    } else if !has(char::is_numeric) {
        Some("needs a number")
    } else if !has(|c| !c.is_alphanumeric() && !c.is_whitespace()) {
        Some("needs a special character")
    } else {
        None
    }
}

/// The PHC string of a password, under a new random salt.
///
/// # Errors
/// [`Error::Hash`].
pub(crate) async fn hash(password: String) -> Result<String, Error> {
    apart(move || {
        Ok(Argon2::default().hash_password(password.as_bytes()).map_err(|_| Error::Hash)?.to_string())
    })
    .await
}

/// Whether this is the password; `known` is its PHC string, if there is one.
///
/// # Errors
/// [`Error::Corrupt`] if what is stored is no PHC string.
pub(crate) async fn matches(password: String, known: Option<String>) -> Result<bool, Error> {
    apart(move || {
        let hash =
            PasswordHash::new(known.as_deref().unwrap_or(NOBODY)).map_err(|_| Error::Corrupt("password"))?;
        let right = Argon2::default().verify_password(password.as_bytes(), &hash).is_ok();
        Ok(right && known.is_some())
    })
    .await
}

/// Away from the threads that answer requests.
async fn apart<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    let _turn = AT_ONCE.acquire().await.map_err(|_| Error::Hash)?;
    tokio::task::spawn_blocking(work).await.map_err(|_| Error::Hash)?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r184_a_password_has_eight_characters_with_a_letter_a_number_and_a_special_one() {
        for (bad, why) in [
            ("", "8 characters"),
            ("aB3!", "8 characters"),
            ("12345678!", "a letter"),
            ("abcdefgh!", "a number"),
            ("abcdefg8", "a special"),
            ("abc defg8", "a special"),
        ] {
            assert!(check_rule(bad).is_some_and(|said| said.contains(why)), "{bad}");
        }
        assert!(check_rule(&"a1!".repeat(67)).is_some());
        for good in ["abcdefg8!", "пароль-77", "7 horses + 1 staple"] {
            assert_eq!(check_rule(good), None, "{good}");
        }
    }

    #[tokio::test]
    async fn r184_only_the_right_password_matches_and_it_is_not_in_its_hash() {
        let hash = hash("correct-horse-1".into()).await.unwrap();
        assert!(hash.starts_with("$argon2id$") && !hash.contains("horse"));
        assert!(matches("correct-horse-1".into(), Some(hash.clone())).await.unwrap());
        assert!(!matches("correct-horse-2".into(), Some(hash)).await.unwrap());
        assert!(!matches("anything-1".into(), None).await.unwrap());
    }
}
