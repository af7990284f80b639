//! stub
#[derive(Clone, Debug)]
pub struct Pattern(String, regex::Regex);
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct PatternError(String);
impl Pattern {
    pub fn parse(s: &str) -> Result<Self, PatternError> {
        if s.contains("(?=") {
            return Err(PatternError("look-ahead".into()));
        }
        regex::Regex::new(&format!(r"\A(?:{s})\z"))
            .map(|r| Self(s.to_owned(), r))
            .map_err(|e| PatternError(e.to_string()))
    }
    pub fn matches(&self, v: &str) -> bool {
        self.1.is_match(v)
    }
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
