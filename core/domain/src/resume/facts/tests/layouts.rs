//! Résumés whose layout or wording makes them hard to read.

use super::held::{Held, check};

#[test]
fn dates_that_a_layout_breaks() {
    check(&[
        Held {
            name: "Nadia Okonjo",
            phone: "",
            years: 5.0,
            text: "Nadia Okonjo\n\nWork Experience\nJan 2019 –\nMar 2022\tSenior buyer, Kettle & Co\nOct 2017 –\nJun 2019\tBuyer, Kettle & Co\nJan 2016 –\nJun 2016\tTrainee",
        },
        Held {
            name: "Elliot Crane",
            phone: "",
            years: 4.0,
            text: "Elliot Crane\n\nExperience\n2019 –\tSenior planner, Harbour\n2022\tPlanned berths.\n2018 –\tPlanner, Harbour\n2019\tPlanned cranes.",
        },
        Held {
            name: "Petra Novotna",
            phone: "",
            years: 4.0,
            text: "Petra Novotna\n\nEmployment\nClerk, City Archive\tJan 2015 –\nPrague\tDec 2016\nArchivist, City Archive\tJan 2018 –\nPrague\tDec 2019\nScanned files of 1890 - 1950.",
        },
        Held {
            name: "Omar Haddad",
            phone: "",
            years: 6.0,
            text: "Omar Haddad\n\nProfessional Experience\nFrom\tTo\tEmployer\n01/2010\t12/2013\tNile Cement, shift lead\n01/2015\t12/2016\tDelta Steel, fitter",
        },
        Held {
            name: "Sofie Claes",
            phone: "",
            years: 9.4,
            text: "Sofie Claes\n\nExperience\n2019 –\n2016 - 2018\tNurse, a hospital\n\nEducation\n2015 - 2018 Bachelor\nEducation continued\n2008 - 2015 School",
        },
        Held {
            name: "Ivo Janssens",
            phone: "",
            years: 4.0,
            text: "Ivo Janssens\n\nExperience\n03/19 - 02/21 Baker\n'15–'17 Helper\nMiller, 2030 - 2032\nMiller, 2012 - 2009\n",
        },
        Held {
            name: "Ruth Abelman",
            phone: "",
            years: 3.0,
            text: "Ruth Abelman\n\nExperience\n• Court clerk, 03/15/2015 - 03/20/2016\n• Moved 40 km of archives from 1950-1980 to the cloud\n• Registrar | March – June 2018\n• Registrar | 2019-03-01 – 2020-09-30",
        },
        Held {
            name: "Tim Brandt",
            phone: "",
            years: 3.0,
            text: "Tim Brandt\n\nWork\n2015 - 2018 Driver, a depot\nEducation: BSc, Open University, 2010 - 2015\n2008 - 2010 MSc in Geology\nUniversity of Bonn",
        },
        Held {
            name: "Lena Koch",
            phone: "",
            years: 6.4,
            text: "Lena Koch\n\nExperience\n2020 onwards: Teacher, a school\n\nCourses and further training\n2000 – 2015",
        },
    ]);
}

#[test]
fn names_among_other_lines() {
    check(&[
        Held {
            name: "Mateo Villanueva",
            phone: "",
            years: 0.0,
            text: "Blue Ocean Consulting\nGrowth Strategist\nMateo Villanueva\nmateo.villanueva@example.com\nParis Hilton Hotel",
        },
        Held {
            name: "Noor Haddawi",
            phone: "",
            years: 0.0,
            text: "NOOR\nHADDAWI\nInterior designer\nnoor.haddawi@example.com",
        },
        Held {
            name: "Femke van den Broek",
            phone: "",
            years: 0.0,
            text: "Femke\nvan den Broek\nBarista\nfemke@example.nl",
        },
        Held {
            name: "Paris Hiltermann",
            phone: "",
            years: 0.0,
            text: "Grand Avenue Studio\nParis Hiltermann\nphiltermann@example.com",
        },
        Held {
            name: "Mira Oyelaran",
            phone: "",
            years: 0.0,
            text: "mira oyelaran\nillustrator\nmira.oyelaran@example.com",
        },
        Held { name: "Elizabeth Marlowe", phone: "", years: 0.0, text: "Elizabeth (Liz) Marlowe\nliz@example.com" },
        Held {
            name: "Elizabeth Marlowe",
            phone: "",
            years: 0.0,
            text: "Elizabeth \"Liz\" Marlowe (she/her)\nParalegal",
        },
        Held { name: "Jonas Ekberg", phone: "", years: 0.0, text: "Jonas Ekberg, Senior Data Engineer\nStockholm" },
        Held { name: "Pilar García López", phone: "", years: 0.0, text: "GARCÍA LÓPEZ, Pilar\nEnfermera" },
        Held { name: "Ben Aldous", phone: "", years: 0.0, text: "BEN ALDOUS\nPlumber" },
        Held { name: "Fiona McKinley", phone: "", years: 0.0, text: "FIONA MCKINLEY\nVet" },
        Held { name: "Ana Duarte", phone: "", years: 0.0, text: "Ana Duarte's Resume\nTranslator" },
        Held { name: "Ana Duarte", phone: "", years: 0.0, text: "Curriculum Vitae – Ana Duarte\nTranslator" },
        Held { name: "Ana Duarte", phone: "", years: 0.0, text: "Personal details\nName\nAna Duarte\nAddress\nLisbon" },
        Held {
            name: "Ana Duarte",
            phone: "",
            years: 0.0,
            text: "Personal details\nFull name\tAna Duarte\nAddress\tLisbon",
        },
        Held { name: "Ana Duarte", phone: "", years: 0.0, text: "Prof. Dr. Ana Duarte, MD, FACC, FESC\nCardiologist" },
        Held {
            name: "Ana Duarte",
            phone: "",
            years: 0.0,
            text: "Creative Mind\nwww.linkedin.com/in/ana-duarte-9b123\nLisbon\nAna Duarte",
        },
        Held {
            name: "",
            phone: "",
            years: 0.0,
            text: "Senior Nurse\nGreat Ormond Hospital\n\nSkills\nTriage\n\nReferences\nCandidate: Otto Smith\notto.smith@example.com",
        },
        Held { name: "Chris Driver", phone: "", years: 0.0, text: "Chris Driver\nMason\nchris.driver@example.com" },
        Held { name: "", phone: "", years: 0.0, text: "Truck Driver\ndriver@example.com" },
        Held {
            name: "Ana Duarte",
            phone: "",
            years: 0.0,
            text: "Ana Duarte\n\nReferences\nOtto Smith, otto.smith@example.com",
        },
        Held { name: "", phone: "", years: 0.0, text: "Summary\nHard worker.\n\nExperience\nBlue Ocean\nJohn Deere" },
        Held {
            name: "",
            phone: "",
            years: 0.0,
            text: "Highly Motivated Professional\nResults Driven\ninfo@example.com",
        },
    ]);
}

#[test]
fn numbers_that_are_phones_and_others() {
    check(&[
        Held {
            name: "Ana Duarte",
            phone: "415-555-0132 ext. 24",
            years: 0.0,
            text: "Ana Duarte\nFax: 415-555-0100\nWork phone: 415-555-0132 ext. 24",
        },
        Held {
            name: "Ana Duarte",
            phone: "9812345678",
            years: 0.0,
            text: "Ana Duarte\nana@example.com | 9812345678 | Pune 411001",
        },
        Held { name: "Ana Duarte", phone: "555 0132", years: 0.0, text: "Ana Duarte\nPhone (mobile): 555 0132" },
        Held { name: "Ana Duarte", phone: "020 555 0100", years: 0.0, text: "Ana Duarte\nTel/Fax: 020 555 0100" },
        Held {
            name: "Ana Duarte",
            phone: "",
            years: 0.0,
            text: "Ana Duarte\n2018 – 2020, 2021 – 2023\nORCID 0000-0002-1825-0097\nPassport: 0123456789\ngithub.com/ana-0123456789",
        },
        Held {
            name: "Ana Duarte",
            phone: "",
            years: 0.0,
            text: "Ana Duarte\nTelefax 020 555 0101\nIBAN: NL91 ABNA 0417 1643 00\nBorn 01 02 1990",
        },
    ]);
}
