//! Résumés of many trades, in English.

use super::held::{Held, check};

#[test]
fn people_of_many_trades() {
    check(&[
        Held {
            name: "Marisol Vanterpool",
            phone: "(415) 555-0132",
            years: 8.5,
            text: "MARISOL VANTERPOOL, RN, BSN, CCRN\n1420 Orchard Lane, Sacramento, CA 95814 | (415) 555-0132 | m.vanterpool@example.com\n\n\
                PROFESSIONAL SUMMARY\nCritical care nurse in a 30-bed unit.\n\nCLINICAL EXPERIENCE & EMPLOYMENT\nStaff Nurse, ICU — Mercy General\nMar. 2019 – Aug. 2023\nTitrated drips.\n\
                Staff Nurse, Step-down — Valley Hospital\nSept 2014 to Aug 2018\n\nEDUCATION & CREDENTIALS\nBSN, Sacramento State, 2010 – 2014\nRN licence 95012345, 2014 – present",
        },
        Held {
            name: "Tobias Hartwell",
            phone: "07700 900123",
            years: 10.0,
            text: "Tobias Hartwell\nElectrician\nMobile: 07700 900123 Fax: 020 7946 0001\ntobias.hartwell@example.co.uk\n\nEmployment Record\n\
                2018-22  Electrician, Brightspark Ltd\n2012-18  Apprentice, then electrician, Hartwell & Sons\n\nTraining & Qualifications\n2010-12  NVQ Level 3, City College",
        },
        Held {
            name: "Priya Raghunathan",
            phone: "+91 98123 45678",
            years: 5.5,
            text: "CURRICULUM VITAE OF PRIYA RAGHUNATHAN\nE-mail: priya.r@example.in   Cell: +91 98123 45678\n\nCareer Objective\nTo work with a company with 20 years of experience in audit.\n\n\
                Professional Experience\nSenior Accountant, Lotus Textiles            June 2023 - till date\nAccounts Executive, Banyan Foods            01/2020 – 12/2021\n\n\
                Academic Details\nM.Com, Madras University, 2016 - 2018",
        },
        Held {
            name: "Gareth O'Donoghue",
            phone: "+353 86 555 0199",
            years: 12.0,
            text: "RESUME — GARETH O'DONOGHUE\nHead Chef | Galway, Ireland | M: +353 86 555 0199\n\nKitchen Experience\nHead Chef at The Salt Room, 2016 to 2021\nSous Chef at Oyster Bar, 2014 to 2018\nCommis at Bay Hotel, 2009 to 2014\n\n\
                Volunteering\nSoup kitchen, 2001 – 2020",
        },
        Held {
            name: "Yusuf bin Rahman",
            phone: "+60 12-345 6789",
            years: 4.1,
            text: "YUSUF BIN RAHMAN\nHeavy vehicle driver\nPhone No: +60 12-345 6789\n\nWORK HISTORY\nLorry driver, Selat Logistics\n1 March 2022 - 31 March 2026\n\
                Delivered 20,000 parcels.\n\nLICENCES\nGDL 2015 - 2030",
        },
        Held {
            name: "Adaeze Nwachukwu-Bello",
            phone: "0803 555 0147",
            years: 6.0,
            text: "Name: Adaeze Nwachukwu-Bello\nDate of birth: 12/05/1987\nTel: 0803 555 0147\n\nWorking Experience\nTeacher, Sunrise Primary\nSeptember 2015\n–\nAugust 2018\nSecretary, Ministry of Works\nOct, 2018 – Sept, 2021\n\n\
                Educational Qualifications\nB.Ed, University of Lagos 2009 – 2013\n\nReferees\nName: Chief Emeka Obi\nTel: 0802 555 0000",
        },
        Held {
            name: "Delphine Marchetti",
            phone: "020 555 0100",
            years: 7.0,
            text: "Delphine Marchetti, LCSW\ndelphine@example.org / T 020 555 0100 / F 020 555 0101\n\nAbout\nSocial worker in a team with 30 years combined experience.\n\n\
                Experience\nSocial worker, Harbour Trust (2015–2019)\nParental leave (2019-2020)\nCase manager, City Council (2020–2023)\n\nContinuing Education\n2021 – 2024 Systemic therapy",
        },
        Held {
            name: "Ross McAllister",
            phone: "",
            years: 15.0,
            text: "Ross McAllister\nBusiness Development Manager with 15 years of experience in steel.\nross@example.com\n\nSkills\nNegotiation, Tendering\n\nEducation\n1996 - 2000 University of Stirling",
        },
        Held {
            name: "Hannah Lindqvist",
            phone: "+46 70 174 06 35",
            years: 2.8,
            text: "Hannah Lindqvist\nUX designer\n+46 70 174 06 35 | linkedin.com/in/hannah-lindqvist-123456789\n\nExperience\nQ1 2020 – Q2 2021 Designer, Fjord Bank\n\
                Summer 2018 – Spring 2019 Intern, Studio North\nAutumn 2022 - late 2022 Freelance",
        },
        Held {
            name: "Kofi Mensah",
            phone: "+233 24 555 0101",
            years: 9.0,
            text: "Kofi MENSAH\nWarehouse Supervisor\nT: +233 24 555 0101\n\nCareer Summary\nSupervisor for 4 years.\n\nCareer History\nFrom: 01/2012   To: 12/2016   Picker, Tema Port\nFrom: 01/2018   To: 12/2021   Supervisor, Tema Port\n\n\
                Awards\n2013 – 2015 Employee of the year",
        },
        Held {
            name: "Beatriz Fontes",
            phone: "",
            years: 2.0,
            text: "Beatriz Fontes\nCivil engineer, bridges\nbfontes@example.com\n\nInternships\nJan–Jun 2017 Intern, Ponte SA\n\nSelf-employment\n2018 – mid 2019, surveys for builders\nJan 2019 - Dec 2019 surveys for towns\n\nTraining courses\n2019 - 2022 Various",
        },
        Held {
            name: "Leon Fischer",
            phone: "",
            years: 0.0,
            text: "Leon Fischer\nleon.fischer@example.com\n\nEducation\nBSc Physics, 2019 - 2022\n\nVolunteer Experience\n2018 - 2025 Fire brigade\n\nInterests\nPlaying chess for 12 years.",
        },
    ]);
}
