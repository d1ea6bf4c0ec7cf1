//! Résumés of many countries, in their languages and scripts.

use super::held::{Held, check};

#[test]
fn people_of_the_western_languages() {
    check(&[
        Held {
            name: "Annegret Vollmer-Thiele",
            phone: "0711 / 555 01 00",
            years: 8.2,
            text: "Lebenslauf\n\nName: Annegret Vollmer-Thiele\nGeburtsdatum: 03.04.1985\nTelefon: 0711 / 555 01 00\nTelefax: 0711 / 555 01 01\n\nBeruflicher Werdegang\n\
                01.10.2018 – heute  Buchhalterin, Muster AG\n\nSchulische Ausbildung\n1995 – 2004 Gymnasium\n\nEhrenamtliches Engagement\nseit 2001 Turnverein",
        },
        Held {
            name: "Jean-Baptiste de la Roche",
            phone: "06 12 34 56 78",
            years: 7.3,
            text: "Jean-Baptiste DE LA ROCHE\n12 rue des Lilas, 69003 Lyon\nTél. : 06 12 34 56 78\njb.delaroche@example.fr\n\nEXPÉRIENCES PROFESSIONNELLES\n\
                Depuis février 2022 : Infirmier, clinique\nDe mars 2019 à août 2021 : Aide-soignant\n\nFORMATION ET DIPLÔMES\n2015 - 2018 : IFSI de Lyon",
        },
        Held {
            name: "María José Quintero Salas",
            phone: "612 345 678",
            years: 6.9,
            text: "CURRÍCULUM VITAE\nMARÍA JOSÉ QUINTERO SALAS\nMóvil: 612 345 678\n\nEXPERIENCIA LABORAL\nEnero de 2020 - Actualidad\nAbogada, Bufete Sol\n\nFORMACIÓN ACADÉMICA\n2012 - 2017 Grado en Derecho",
        },
        Held {
            name: "Giulia Ferrantelli",
            phone: "+39 333 555 0101",
            years: 5.0,
            text: "Curriculum Vitae\nGiulia Ferrantelli\nCell. +39 333 555 0101\n\nEsperienze lavorative\ngennaio 2018 – dicembre 2020, Contabile\nluglio 2021 - giugno 2023, Impiegata\n\nIstruzione e formazione\n2010 – 2016 Università di Bologna",
        },
        Held {
            name: "Sjoerd van der Velde",
            phone: "06-12345678",
            years: 6.0,
            text: "Sjoerd van der Velde\nTel: 06-12345678\n\nWerkervaring\nmaart 2021 t/m heden\nMonteur bij Stroom BV\n2020 Stage\nfebruari 2019 tot en met april 2019\nMagazijnmedewerker\n\nOpleidingen en cursussen\n2014 – 2019 MBO",
        },
        Held {
            name: "João Paulo dos Santos",
            phone: "(11) 91234-5678",
            years: 6.0,
            text: "JOÃO PAULO DOS SANTOS\nContato: (11) 91234-5678\n\nExperiência Profissional\nabril de 2015 a março de 2018 – Motorista\nout/2020 – set/2023 – Supervisor\n\nFormação Acadêmica\n2008 – 2012 Universidade",
        },
        Held {
            name: "Katarzyna Wiśniewska",
            phone: "+48 601 555 010",
            years: 3.0,
            text: "Katarzyna Wiśniewska\nTel. kom. +48 601 555 010\nkasia.wisniewska@example.pl\n\nDoświadczenie zawodowe\n03.2018 – 02.2021 Farmaceutka\n\nWykształcenie\n2012 – 2017 Uniwersytet",
        },
        Held {
            name: "Ingrid Solheim",
            phone: "+47 22 33 44 55",
            years: 8.0,
            text: "Ingrid Solheim\n+47 22 33 44 55\n\nArbeidserfaring\n2012 – 2020 Lærer, Solvang skole\n\nUtdanning\n2005 – 2011 Universitetet i Bergen",
        },
    ]);
}

#[test]
fn people_of_other_scripts() {
    check(&[
        Held {
            name: "山田 太郎",
            phone: "090-1234-5678",
            years: 7.0,
            text: "履歴書\n氏名　山田 太郎\n電話 090-1234-5678\n\n職歴\n2015年4月～2022年3月　株式会社例\n\n学歴\n2011年4月～2015年3月　大学",
        },
        Held {
            name: "张伟",
            phone: "13812345678",
            years: 5.0,
            text: "个人简历\n姓 名：张伟\n手机：13812345678\n\n工作经历\n2016.07 - 2021.06 工程师\n\n教育经历\n2012.09 - 2016.06 大学",
        },
        Held {
            name: "Иван Петрович Соколов",
            phone: "+7 912 555-01-01",
            years: 6.0,
            text: "РЕЗЮМЕ\nИван Петрович Соколов\nТел.: +7 912 555-01-01\n\nОПЫТ РАБОТЫ\n01.2017 – 12.2022 Инженер\n\nОБРАЗОВАНИЕ\n2010 – 2015 Университет",
        },
        Held {
            name: "김민수",
            phone: "010-1234-5678",
            years: 3.0,
            text: "이력서\n이름: 김민수\n연락처: 010-1234-5678\n\n경력\n2019.01 ~ 2021.12 개발자\n\n학력\n2012.03 ~ 2018.02 대학교",
        },
        Held {
            name: "Ελένη Παπαδοπούλου",
            phone: "+30 694 555 0101",
            years: 4.0,
            text: "Ελένη Παπαδοπούλου\nΤηλ: +30 694 555 0101\n\nExperience\n2014 → 2018 Pharmacist",
        },
        Held {
            name: "أحمد الحسيني",
            phone: "+971 50 555 0101",
            years: 2.0,
            text: "السيرة الذاتية\nأحمد الحسيني\nMobile: +971 50 555 0101\n\nExperience\n2014 ~ 2016 Site engineer",
        },
    ]);
}
