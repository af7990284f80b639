//! Security questions: what a user has answered of the client's personal questions, to be asked again some day.
//!
//! Source: *Policy parameters: Security questions*, *Credentials model: Security questions*. That a credential is made empty
//! and answered later, that answers are encrypted and counted one by one, and the names of the parameters are documented;
//! no path of REST is, nor what a deviation is: see ADR 0029.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::breach::{Breach, Breaches};
use crate::code::Code;
use crate::credential::{
    Act, Acted, Answers, ChangeReason, Check, Draft, Form, Holds, Kind, Member, Oneself, Secret, SelfService, State,
    Takes, Trying,
};
use crate::fold::fold;
use crate::oath;
use crate::policy::parameter::{self, Parameter, ParameterType as May};
use crate::policy::{Parameters, PolicyForm, PolicyType};
use crate::property::Scope;
use crate::rejection::Rejection;

/// See the module.
#[derive(Debug)]
pub(crate) struct SecurityQuestions;

/// Questions that a user may answer, whatever the policy says.
const ANSWERS_MAX: usize = 10;
/// Longest answer, in code points.
const ANSWER_LEN_MAX: usize = 250;
const ANSWERS: &str = "answers";
const QUESTION: &str = "questionExtId";
const ANSWER: &str = "answer";
const FAILURES: &str = "failureCount";
const SUCCESSES: &str = "successCount";

const ASKED: Member =
    Member::new(QUESTION, Takes::Text(50), "The personal question, by its external id.", "question-123").mandatory();

const MEMBERS: &[Member] = &[Member::new(
    ANSWERS,
    Takes::Objects(
        &[
            ASKED,
            Member::new(FAILURES, Takes::Count(i64::MAX), "How often it was wrong since it was right.", "0"),
            Member::new(SUCCESSES, Takes::Count(i64::MAX), "How often it was right.", "0"),
        ],
        ANSWERS_MAX,
    ),
    "The questions that are answered. The answers are shown to nobody.",
    "",
)
.made()];

/// What somebody shows.
const SHOWN: &[Member] =
    &[ASKED, Member::new(ANSWER, Takes::Secret(ANSWER_LEN_MAX), "What is said to be the answer.", "Rex").mandatory()];

static ANSWER_ALL: Act = Act {
    name: "answers",
    summary: "Answer questions",
    about: "These answers take the place of all that there were, and are counted from the beginning. Each question must be \
            there and active. Where the policy has `restrictModifyToOwner`, as by default, only the user answers.",
    takes: &[
        Member::new(ANSWERS, Takes::Objects(SHOWN, ANSWERS_MAX), "A question and its answer each.", "").mandatory()
    ],
    answers: Acted::Whole,
    oneself: Oneself::Proven,
    proves: None,
};

const PARAMETERS: &[&[Parameter]] = &[
    parameter::ALL_CREDENTIALS,
    &[
        Parameter {
            name: "maxAnswerDeviation",
            holds: May::Within(0, 50),
            default: "20",
            meaning: "How many of a hundred characters of an answer may be other ones, or be missing or too many. Capitals, \
                      accents and what is neither letter nor digit don't count.",
        },
        Parameter {
            name: "maxAnswerFailureCount",
            holds: May::CountOrOff,
            default: "3",
            meaning: "So many wrong tries in a row, and the answer is taken no longer.",
        },
        Parameter {
            name: "maxAnswerRevealCount",
            holds: May::CountOrOff,
            default: "3",
            meaning: "Kept for tools that set it. Sigill shows an answer to nobody.",
        },
        Parameter {
            name: "maxAnswerSuccessCount",
            holds: May::CountOrOff,
            default: "3",
            meaning: "So often an answer is taken, until the questions are answered anew.",
        },
        Parameter {
            name: "maxAnswers",
            holds: May::Within(1, 10),
            default: "3",
            meaning: "Questions that a user answers at most.",
        },
        Parameter {
            name: "minAnswers",
            holds: May::Within(1, 10),
            default: "1",
            meaning: "Questions that a user answers at least.",
        },
        Parameter {
            name: "restrictModifyToOwner",
            holds: May::Bool,
            default: "true",
            meaning: "Whether only the user may answer.",
        },
    ],
];

static POLICY: PolicyForm = PolicyForm::new("SecurityQuestionsPolicy", PARAMETERS).checked(consistent);

static FORM: Form = Form {
    members: MEMBERS,
    is_own: true,
    holds: Holds::One(Code::SecurityQuestionsExists),
    properties: Some(Scope::CREDENTIAL_SECURITY_QUESTIONS),
    policy: Some(PolicyType::of(&POLICY)),
    answers: Answers::Whole,
    keeps_secret: true,
    is_checked_here: true,
    oneself: SelfService { create: Oneself::Proven, view: Oneself::Yes, modify: Oneself::No, delete: Oneself::Proven },
    ..Form::new(18, "Security Questions", "SecurityQuestions", "security-questions").called(
        "a set of security questions",
        "What a user has answered of the client's personal questions, to be asked again. It is made empty, and answered \
         then.",
    )
};

fn counts(parameters: &Parameters) -> (i64, i64) {
    (parameter::number(parameters, "minAnswers", 1), parameter::number(parameters, "maxAnswers", 3))
}

fn consistent(parameters: &Parameters) -> Vec<Breach> {
    let (min, max) = counts(parameters);
    let message = || format!("parameters.minAnswers: expected at most maxAnswers, which is {max}, got {min}");
    if min <= max { Vec::new() } else { vec![Breach::invalid(message())] }
}

impl Kind for SecurityQuestions {
    fn form(&self) -> &'static Form {
        &FORM
    }

    fn acts(&self) -> &'static [Act] {
        std::slice::from_ref(&ANSWER_ALL)
    }

    fn act(&self, _: &Act, draft: &mut Draft<'_>, broken: &mut Breaches) -> Result<(), Rejection> {
        let is_restricted = parameter::flag(draft.parameters, "restrictModifyToOwner", true);
        if is_restricted && !draft.is_by_owner {
            return Err(Rejection::Forbidden("the policy lets only the user answer security questions".to_owned()));
        }
        answer(draft, broken);
        draft.reason = Some(if draft.is_by_owner { ChangeReason::ChangedByUser } else { ChangeReason::ChangedByAdmin });
        Ok(())
    }

    fn check(&self) -> Option<Check> {
        Some(Check::Opened { takes: SHOWN, is_right, keeps_wrong: true })
    }

    fn asks(&self, given: &Map<String, Value>) -> Vec<String> {
        answered(given).map(|(question, _)| question.to_owned()).collect()
    }
}

/// The questions and answers of a request.
fn answered(given: &Map<String, Value>) -> impl Iterator<Item = (&str, &str)> {
    let all = given.get(ANSWERS).and_then(Value::as_array).into_iter().flatten();
    all.filter_map(|one| Some((one.get(QUESTION)?.as_str()?, one.get(ANSWER)?.as_str()?)))
}

/// The answers of the request take the place of those that there were.
fn answer(draft: &mut Draft<'_>, broken: &mut Breaches) {
    let all: Vec<(String, String)> =
        answered(draft.given).map(|(question, answer)| (question.to_owned(), plain(answer))).collect();
    let count = i64::try_from(all.len()).unwrap_or(i64::MAX);
    let (min, max) = counts(draft.parameters);
    if count > max {
        let message = format!("answers: expected at most {max}, got {count}");
        broken.push(Breach::new(Code::SecurityQuestionsMaxReached, message));
    }
    if count < min {
        broken.push(Breach::invalid(format!("answers: expected at least {min}, got {count}")));
    }
    for (place, (question, answer)) in all.iter().enumerate() {
        if all.iter().take(place).any(|(before, _)| before == question) {
            broken.push(Breach::invalid(format!("answers[{place}].questionExtId: it is answered twice")));
        }
        if answer.is_empty() {
            broken.push(Breach::invalid(format!("answers[{place}].answer: expected letters or digits")));
        }
    }
    let shown: Vec<Value> =
        all.iter().map(|(question, _)| json!({ QUESTION: question, FAILURES: 0, SUCCESSES: 0 })).collect();
    draft.own.set(ANSWERS, shown);
    // Texts always have a JSON form.
    let sealed = serde_json::to_string(&all.into_iter().collect::<BTreeMap<_, _>>()).unwrap_or_default();
    draft.secret = Some(Secret::Sealed(sealed));
    draft.logins.failure_count = 0;
    if draft.state.is_usable() {
        draft.state = State::Active;
    }
}

/// What counts of an answer: letters and digits, without case and accents.
fn plain(answer: &str) -> String {
    fold(answer).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Whether the answer is near enough to the one that was given, and may still be taken. It is compared in any case.
fn is_right(trying: &mut Trying<'_>) -> bool {
    let text = |name: &str| trying.given.get(name).and_then(Value::as_str).unwrap_or_default();
    let (question, shown) = (text(QUESTION), plain(text(ANSWER)));
    let kept: BTreeMap<String, String> = serde_json::from_str(trying.opened).unwrap_or_default();
    let deviation = parameter::number(trying.parameters, "maxAnswerDeviation", 20);
    let is_near = kept.get(question).is_some_and(|kept| is_near(kept, &shown, deviation));
    let most = |name: &str| parameter::count_or_off(trying.parameters, name, 3);
    let (failures_max, successes_max) = (most("maxAnswerFailureCount"), most("maxAnswerSuccessCount"));
    let mut all = trying.own.members.get(ANSWERS).and_then(Value::as_array).cloned().unwrap_or_default();
    let Some(one) = all.iter_mut().find(|one| one.get(QUESTION).and_then(Value::as_str) == Some(question)) else {
        return false;
    };
    let of = |name: &str| one.get(name).and_then(Value::as_i64).unwrap_or_default();
    let (failures, successes) = (of(FAILURES), of(SUCCESSES));
    let is_left = failures_max.is_none_or(|max| failures < max) && successes_max.is_none_or(|max| successes < max);
    let is_right = is_near && is_left;
    let (failures, successes) = if is_right { (0, successes + 1) } else { (failures + 1, successes) };
    *one = json!({ QUESTION: question, FAILURES: failures, SUCCESSES: successes });
    trying.own.set(ANSWERS, all);
    is_right
}

/// Whether two differ in so many of a hundred characters at most, of those of the first.
fn is_near(kept: &str, shown: &str, deviation: i64) -> bool {
    if deviation == 0 {
        return oath::is_same(kept, shown);
    }
    let (kept, shown): (Vec<char>, Vec<char>) = (kept.chars().collect(), shown.chars().collect());
    let allowed = kept.len() * usize::try_from(deviation).unwrap_or_default() / 100;
    distance(&kept, &shown) <= allowed
}

/// How many characters have to be changed, left out or put in (Levenshtein).
fn distance(one: &[char], other: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (n, c) in one.iter().enumerate() {
        let mut diagonal = n;
        let mut left = n + 1;
        for (place, d) in row.iter_mut().skip(1).zip(other) {
            let changed = diagonal + usize::from(c != d);
            diagonal = *place;
            left = changed.min(diagonal + 1).min(left + 1);
            *place = left;
        }
        if let Some(first) = row.first_mut() {
            *first = n + 1;
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::credential::{CredentialType, Own};
    use crate::time::Timestamp;

    #[test]
    fn an_answer_may_differ_in_as_many_characters_as_the_policy_says() {
        for (kept, shown, deviation, expected) in [
            ("Müllerstrasse 12", "mullerstrasse, 12", 0, true),
            ("Müllerstrasse 12", "Mullerstrase 12", 0, false),
            ("Müllerstrasse 12", "Mullerstrase 12", 20, true),
            ("Müllerstrasse 12", "Bahnhofstrasse 12", 20, false),
            ("Rex", "Rey", 20, false),
            ("Rexxi", "Rexi", 20, true),
            ("Rexxi", "Rexxixi", 20, false),
            ("Rex", "", 50, false),
        ] {
            assert_eq!(is_near(&plain(kept), &plain(shown), deviation), expected, "{kept} {shown} {deviation}");
        }
        let distance =
            |a: &str, b: &str| super::distance(&a.chars().collect::<Vec<_>>(), &b.chars().collect::<Vec<_>>());
        assert_eq!((distance("kitten", "sitting"), distance("", "abc"), distance("abc", "abc")), (3, 3, 0));
    }

    #[test]
    fn each_answer_is_counted_by_itself_and_taken_only_so_often() {
        let mut own = Own::new(CredentialType::of(&FORM));
        own.set(ANSWERS, json!([{ QUESTION: "a" }, { QUESTION: "b" }]));
        let mut opened = json!({ "a": "rex", "b": "bern" }).to_string();
        let parameters = Parameters::from([("maxAnswerSuccessCount".to_owned(), "2".to_owned())]);
        let mut show = |question: &str, answer: &str| {
            let given = Map::from_iter([(QUESTION.to_owned(), question.into()), (ANSWER.to_owned(), answer.into())]);
            let (own, opened, now) = (&mut own, &mut opened, Timestamp::from_micros(0));
            is_right(&mut Trying { own, opened, given: &given, parameters: &parameters, newer: None, now })
        };
        assert!(show("a", "REX") && !show("a", "bern") && show("b", "Bern") && !show("c", "rex"));
        assert!(show("a", "rex") && !show("a", "rex"), "twice, as the policy has it");
        assert!(!show("b", "x") && !show("b", "x") && !show("b", "x") && !show("b", "bern"), "three wrong ones");
        assert_eq!(own.members[ANSWERS][1], json!({ QUESTION: "b", FAILURES: 4, SUCCESSES: 1 }));
    }
}
