//! Names as people write them, in the search and in the filters of the list.

use serde_json::json;

use super::*;

impl Site {
    async fn named(&self, user: &str, first: &str, family: &str) {
        let root = self.root().await;
        let body = json!({
            "extId": user, "loginId": format!("Login.{user}"), "name": { "firstName": first, "familyName": family },
            "contacts": { "email": format!("{user}@example.com") },
        });
        let created = self.post(&format!("{API}/api/users"), &json_by(&root), body.to_string()).await;
        assert_eq!(created.told(), "201", "{}", created.body);
    }

    /// Whom the search finds for this reason.
    async fn searched_for(&self, why: &str, q: &str) -> Vec<String> {
        let page = self.searched(q).await;
        let hits = page["items"].as_array().unwrap().iter().filter(|hit| hit["why"] == why);
        hits.map(|hit| hit["user"]["extId"].as_str().unwrap().to_owned()).collect()
    }

    /// Whom the list shows with this filter.
    async fn filtered(&self, field: &str, value: &str) -> Vec<String> {
        let root = self.root().await;
        let value: String = value.bytes().map(|b| format!("%{b:02X}")).collect();
        let page = self.get(&format!("{API}/clients/api/users?{field}={value}"), &json_by(&root)).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.body);
        page.json()["items"].as_array().unwrap().iter().map(|user| user["extId"].as_str().unwrap().to_owned()).collect()
    }
}

/// A family name, and other ways to write it.
const FAMILIES: &[(&str, &[&str])] = &[
    ("Παπαδόπουλος", &["ΠΑΠΑΔΟΠΟΥΛΟΣ", "παπαδοπουλος", "Παπαδοπουλοσ"]),
    ("IŞIK", &["Işık", "ışık", "isik", "İŞİK"]),
    ("İnönü", &["inönü", "INONU", "ınönü"]),
    ("Wałęsa", &["WALESA", "wałęsa"]),
    ("Nguyễn", &["nguyen", "NGUYỄN", "Nguye\u{302}\u{303}n"]),
    ("Đặng", &["dang", "ĐẶNG"]),
    ("O’Neill", &["O'Neill", "oʼneill", "O´NEILL", "o`neill", "O＇Neill"]),
    ("Müller‐Groß", &["Müller-Groß", "MULLER–GROSS", "müller−GROẞ", "Muller‑Gross"]),
    ("Ma\u{ad}yer", &["Mayer", "MAYER", "May\u{200b}er", "\u{feff}Mayer"]),
    ("\u{202a}Bernasconi\u{202c}", &["Bernasconi", "bernasconi"]),
    ("李", &["李", "\u{f9e1}"]),
    ("김", &["김", "\u{1100}\u{1175}\u{11b7}"]),
    ("Ｔａｎａｋａ", &["tanaka", "TANAKA"]),
];

on_both! {
    async fn a_name_is_found_however_it_is_written(database: Database) {
        let site = Site::on(database).await;
        for (n, (family, _)) in FAMILIES.iter().enumerate() {
            site.named(&format!("u{n}"), "Vera", family).await;
        }
        for (n, (family, others)) in FAMILIES.iter().enumerate() {
            let user = format!("u{n}");
            for name in std::iter::once(family).chain(*others) {
                assert_eq!(site.searched_for("name", name).await, [user.as_str()], "search {name:?} for {family:?}");
                assert_eq!(site.filtered("name.familyName", name).await, [user.as_str()], "filter {name:?} for {family:?}");
            }
        }
        // As it was sent.
        let root = site.root().await;
        let shown = site.get(&format!("{API}/api/users/u6"), &json_by(&root)).await.json();
        assert_eq!(shown["name"]["familyName"], "O’Neill");
    }

    async fn one_character_is_a_name_where_it_is_a_word(database: Database) {
        let site = Site::on(database).await;
        site.named("bruce", "小龙", "李").await;
        site.named("anna", "Anna", "Muster").await;
        for q in ["李", "李小", "李小龙", "李 小龙", "小"] {
            assert_eq!(site.searched_for("name", q).await, ["bruce"], "{q}");
        }
        assert_eq!(site.searched_for("name", "M").await, [""; 0]);
    }

    async fn a_login_id_is_found_whatever_its_case(database: Database) {
        let site = Site::on(database).await;
        site.named("Eva", "Eva", "Muster").await;
        for id in ["Login.Eva", "login.eva", "LOGIN.EVA"] {
            assert_eq!(site.searched_for("loginId", id).await, ["Eva"], "{id}");
            assert_eq!(site.filtered("loginId", id).await, ["Eva"], "{id}");
        }
        let scoped = site.bearer("helper", Role::Helpdesk, ClientRoom::Only(vec![sigill_domain::ext_id::ExtId::parse("extId", "api").unwrap()])).await;
        let page = site.get("/sigill/v1/search?q=LOGIN.eva", &json_by(&scoped)).await.json();
        assert_eq!(page["items"][0]["user"]["extId"], "Eva", "{page}");
    }
}
