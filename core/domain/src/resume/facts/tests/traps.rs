//! Résumés with dates and lines that look like work, a name or a number and aren't.

use chrono::NaiveDate;

use super::held::{Held, check};
use crate::resume::facts::read_facts;

#[test]
fn what_looks_like_work() {
    check(&[
        Held {
            name: "Clara Whitfield",
            phone: "",
            years: 3.0,
            text: "Clara Whitfield\nDriving licence since 2008\nMarried since 2012\nVisa valid 2019 – 2029\n\nExperience\nCook, Bistro Sol, 2015 – 2018",
        },
        Held {
            name: "Dario Conti",
            phone: "",
            years: 2.0,
            text: "Dario Conti\n\nExperience\nArchaeologist, Museo Civico, 01/2016 – 12/2017\n• Dug a site in use 1950 - 1990\n• Catalogued finds from the years 1960–1970 for the museum\n\nPublications\n\"Pots\" 2001 – 2010",
        },
        Held {
            name: "Emma Brook",
            phone: "",
            years: 0.0,
            text: "Emma Brook\nStudent of law\n\nEducation\nLLB, University of Leeds, 2021 – present\nA levels, 2019 – 2021\n\nAchievements\nDebating captain 2018 – 2020",
        },
        Held {
            name: "Frank Adeyemi",
            phone: "",
            years: 4.0,
            text: "Frank Adeyemi\n\nProfile\nI joined a company with over 50 years of history and 20 years of experience in glass.\n\nWork history\nGlazier, 2010–2014\n\nHobbies\nSailing since 1999",
        },
        Held {
            name: "Gina Torres",
            phone: "",
            years: 6.0,
            text: "Gina Torres\n\nProfessional Experience\nNurse, Clinic A\t2010 – 2013\nNurse, Clinic B\t2015 – 2018\n\nProfessional Training\nWound care\t2003 – 2005\n\nProfessional Memberships\nNurses Union\t2001 – present",
        },
        Held {
            name: "Hugo Laurent",
            phone: "",
            years: 1.0,
            text: "Hugo Laurent\n\nExperience\nJanuary 2019 – December 2019\nWaiter, Café Bleu\nOpening hours 2000 – 2400, table 12–14\nSold menus of 20 - 25 euros",
        },
        Held {
            name: "Ines Prado",
            phone: "",
            years: 5.0,
            text: "Ines Prado\n\nEmployment\n2012 – 2017 Analyst, Banco Norte\nForecast for 2030 – 2040 and 2028 – 2035\n\nMilitary service\n2005 – 2007",
        },
        Held {
            name: "Jakob Stein",
            phone: "",
            years: 2.0,
            text: "Jakob Stein\n\nPraktische Erfahrungen\n03/2018 – 02/2020 Tischler, Werkstatt Nord\n\nSchulbildung\n2005–2014 Realschule\n\nWehrdienst\n2015–2016",
        },
        Held {
            name: "Karen Liu",
            phone: "",
            years: 8.0,
            text: "Karen Liu\nPharmacist with eight years of experience.\n\nSkills\nDispensing, since 2001 in use\n\nEducation\nPharmD 2010 - 2016",
        },
        Held {
            name: "Liam Doyle",
            phone: "",
            years: 0.0,
            text: "Liam Doyle\nMy father ran our firm for 40 years.\nBorn in 1999, at school from 2005 to 2017.",
        },
        Held {
            name: "Maya Sorensen",
            phone: "",
            years: 3.0,
            text: "Maya Sorensen\n\nEXPERIENCE\nDepartment of Education\nPolicy officer, 2015–2018\n\nEDUCATION\n2008–2014 Law",
        },
        Held {
            name: "Nils Berg",
            phone: "",
            years: 3.0,
            text: "Nils Berg\n\nWork\nTraining Solutions Ltd\nTrainer, 2015–2018\n\nEducation and Training\n2008–2014",
        },
        Held {
            name: "Owen Pryce",
            phone: "",
            years: 10.0,
            text: "Owen Pryce\nI worked as a driver from 2005 to 2010 and as a dispatcher from 2010 until 2015.",
        },
    ]);
}

#[test]
fn what_looks_like_a_name() {
    let cases = [
        ("Acme Rocket Holdings\nSenior Buyer\nbuyer@example.com", ""),
        ("Baker Street 221\nLondon", ""),
        ("Data Engineer\nPython Developer", ""),
        ("Work Permit\nFull Time\nOpen to Relocation", ""),
        ("United Kingdom\nSouth Africa", ""),
        ("Key Account Manager\nOtto Example\nLatin America", "Otto Example"),
        ("Executive Summary\nGreat Britain", ""),
        ("Available Immediately\nOtto Example", "Otto Example"),
        ("To Whom It May Concern\nOtto Example", "Otto Example"),
        ("Private And Confidential\nOtto Example", "Otto Example"),
        ("Saint Petersburg\nOtto Example\notto.example@example.com", "Otto Example"),
        ("Green Valley\nOtto Example\notto.example@example.com", "Otto Example"),
        ("Application for Head Nurse\nOtto Example", "Otto Example"),
        ("Date of Birth\nPlace of Birth\nOtto Example", "Otto Example"),
        ("Otto Example\nRiver Thames", "Otto Example"),
    ];
    for (text, name) in cases {
        check(&[Held { name, phone: "", years: 0.0, text }]);
    }
}

#[test]
fn what_an_employer_can_be_reached_by_is_not_the_persons() {
    for text in [
        "Emma Ployed\n\nExperience\nSales manager, Widget GmbH, 2018 - 2021\nContact: hr@widget.example, +49 30 555555\nSold widgets.",
        "Emma Ployed\n\nExperience\nWidget GmbH (www.widget.example, info@widget.example), tel. +49 30 555555\nSales manager, 2018 - 2021",
    ] {
        let facts = read_facts(text, NaiveDate::from_ymd_opt(2026, 11, 23).unwrap());
        assert_eq!((facts.email, facts.phone), (None, None), "{text}");
        assert_eq!(facts.name.as_deref(), Some("Emma Ployed"));
    }
}

#[test]
fn contact_data_that_end_up_among_the_work_are_the_persons_when_the_address_says_so() {
    let text = "Emma Ployed\n\nExperience\nSales manager, Widget GmbH, 2018 - 2021\nSold widgets.\nemma.ployed@example.com\n+49 30 555555";
    let facts = read_facts(text, NaiveDate::from_ymd_opt(2026, 11, 23).unwrap());
    assert_eq!(facts.email.as_deref(), Some("emma.ployed@example.com"));
    assert_eq!(facts.phone.as_deref(), Some("+49 30 555555"));
}
