//! More résumés, each unlike the others in how it tells when somebody worked.

use super::held::{Held, check};

const OWN_WAYS: &[Held] = &[
    Held {
        name: "Shanice Beaumont",
        phone: "+1 868 555 0142",
        years: 9.0,
        text: "Shanice Beaumont\nHotel Front Office Manager\nPort of Spain, Trinidad | +1 868 555 0142 | shanice.beaumont@example.com\n\n\
                WORK EXPERIENCE\n\nGRAND CARIB HOTEL — Port of Spain\nFront Office Manager (January 2019 – December 2022)\n• Ran a desk of 14.\n• Cut queues by 40% between 2020 and 2021.\n\n\
                SEA VIEW INN — Tobago\nReceptionist (January 2014 – December 2018)\n\nEDUCATION\nAssociate Degree, UTT (2011 – 2013)",
    },
    Held {
        name: "Dmitri Kozlov",
        phone: "(303) 555-0177",
        years: 6.5,
        text: "DMITRI KOZLOV\nDenver, CO 80202 ▪ (303) 555-0177 ▪ dkozlov@example.com\n\nTECHNICAL SKILLS\nC#.NET, C/C++, SQL\n\nPROFESSIONAL EXPERIENCE\n\
                Initech, Denver, CO\nSoftware Engineer III\t08/2020 – Present (contract until 07/2021)\nHooli\nSoftware Engineer\t\t09/2018 – 10/2018",
    },
    Held {
        name: "Chidinma Eze",
        phone: "+234 803 555 0122",
        years: 4.0,
        text: "CHIDINMA EZE\nAddress: 14, Allen Avenue, Ikeja, Lagos.\nPhone: +234 803 555 0122\nEmail: chidinma.eze@example.com\n\nBIO-DATA\nDate of Birth: 14th March, 1990\nSex: Female\n\n\
                WORKING EXPERIENCE WITH DATES\nFirst Bank Plc (Teller)                                  2012 – 2014\nZenith Bank (Marketing Officer)          2014 – 2016\n\n\
                SCHOOLS ATTENDED WITH DATES\nUniversity of Nigeria, Nsukka          2006 – 2010\nQueens College, Lagos     2000 – 2006",
    },
    Held {
        name: "Rajesh Kumar Sharma",
        phone: "+91-9876543210",
        years: 11.0,
        text: "RAJESH KUMAR SHARMA\nMob: +91-9876543210\nE-mail: rajesh.sharma@example.com\n\nPROFESSIONAL SYNOPSIS\nA dynamic professional with 11+ years of experience in production.\n\n\
                ACADEMIA\nB.Tech (Mechanical), JNTU, 2009-2013, 72%\n\nPERSONAL DOSSIER\nDate of Birth: 12th May 1991\nFather's Name: Suresh Sharma",
    },
    Held {
        name: "Anouk Bergman",
        phone: "06 - 12 34 56 78",
        years: 10.0,
        text: "Curriculum Vitae\n\nPersonalia\nNaam: Anouk Bergman\nAdres: Dorpsstraat 12, 1234 AB Voorbeeld\nGeboortedatum: 3 mei 1980\nTelefoon: 06 - 12 34 56 78\n\n\
                Werkervaring\n2012 – 2022: verpleegkundige, Ziekenhuis Oost\n\nOpleiding\n1998 – 2002: HBO Verpleegkunde\n\nVrijwilligerswerk\n2003 – heden: scouting",
    },
    Held {
        name: "Lukas Brunner",
        phone: "+41 79 555 01 01",
        years: 6.5,
        text: "Lukas Brunner\nBahnhofstrasse 5\n8001 Zürich\n+41 79 555 01 01\n\nBerufliche Stationen\n07/2018 – 06/2022\tSpenglermeister, Brunner AG\n01/2016 – 06/2018\tSpengler, Dach GmbH\n\n\
                Militärdienst\n2014 – 2015\n\nAusbildung & Weiterbildung\n08/2011 – 07/2014\tLehre als Spengler",
    },
    Held {
        name: "Camille Lefèvre",
        phone: "+33 6 12 34 56 78",
        years: 3.5,
        text: "Camille LEFÈVRE\nDéveloppeuse web\n+33 6 12 34 56 78 – camille.lefevre@example.fr\n\nEXPÉRIENCE\nJanv. 2021 - Juin 2023 | Développeuse, Studio Bleu (Lyon)\nSept. 2019 – Août 2020 | Alternance, Agence Verte\n\n\
                DIPLÔMES\n2018-2020 Master Informatique",
    },
    Held {
        name: "Nguyễn Thị Hoa",
        phone: "+84 90 555 0101",
        years: 2.0,
        text: "NGUYỄN THỊ HOA\nKế toán\n+84 90 555 0101\n\nWork experience\n01/2018 - 12/2019: Accountant",
    },
    Held {
        name: "Mehmet Yılmaz",
        phone: "+90 532 555 01 01",
        years: 3.0,
        text: "Mehmet Yılmaz\n+90 532 555 01 01\n\nİş Deneyimi\n2015 – 2018 Mechanical engineer, Fabrika AŞ\n\nEğitim\n2010 – 2014 İstanbul Üniversitesi",
    },
    Held {
        name: "Grace Okafor",
        phone: "",
        years: 3.9,
        text: "Grace Okafor\nRegistered midwife\n\nEmployment\nMidwife, County Hospital. Since January 2023.\n\nRegistration\nNMC 2016 – present",
    },
    Held {
        name: "Peter Lindgren",
        phone: "",
        years: 20.0,
        text: "Peter Lindgren\nMaster carpenter\n\nProfile\nI have been a carpenter for 20 years.\n\nEducation\n1995 – 1999 Trade school",
    },
    Held {
        name: "Isabel Romero Ortiz",
        phone: "",
        years: 5.0,
        text: "Isabel Romero Ortiz\nisabel.romero@example.es\n\nEXPERIENCIA\nDesde marzo de 2015 hasta febrero de 2018: camarera\nDe junio 2018 a mayo 2020: jefa de sala\n\nOTROS DATOS\nCarné de conducir desde 2010",
    },
    Held {
        name: "Walter Nkemelu",
        phone: "",
        years: 8.0,
        text: "Walter Nkemelu\n\nExperience (2010 – 2018)\nForklift operator, Depot One, 2010 to 2013\nForklift operator, Depot Two, 2013 to 2018",
    },
    Held {
        name: "Sunita Deshpande",
        phone: "",
        years: 6.0,
        text: "Sunita Deshpande\n\nEMPLOYMENT HISTORY\n1) Period: April 2012 to March 2015\n    Employer: Alpha Labs\n    Designation: Chemist\n2) Period: April 2015 to March 2018\n    Employer: Beta Labs\n\nEDUCATION DETAILS\nM.Sc. 2010 to 2012",
    },
    Held {
        name: "Alice Montague",
        phone: "",
        years: 4.5,
        text: "Alice Montague\n\nCAREER HISTORY\nStart date: 01/2015\nEnd date: 06/2019\nJob title: Paralegal\nEmployer: Smith & Co\n\nEDUCATION\nStart date: 09/2010\nEnd date: 06/2013\nLLB",
    },
    Held {
        name: "Bo Andersson",
        phone: "",
        years: 2.5,
        text: "Bo Andersson\n\nExperience\nJuly 2016 – December\n2018: Welder, Varv AB\n\nTraining\n2010 – 2012",
    },
    Held {
        name: "Hiroshi Tanaka",
        phone: "",
        years: 3.0,
        text: "Hiroshi Tanaka\n\nExperience\n2015/04 - 2018/03 Engineer, Example KK",
    },
    Held {
        name: "Zanele Dube",
        phone: "",
        years: 1.5,
        text: "Zanele Dube\n\nExperience\nCall centre agent (six-month contract), Jan 2019–Jun 2019\nCall centre agent, Jan 2020–Dec 2020\nMatric: Soweto High School 2017",
    },
    Held {
        name: "Tom Becket",
        phone: "",
        years: 7.0,
        text: "Tom Becket\nGroundworker\n\nWhat I have done\nGroundworker, Bau Ltd, 2012-2019\n\nSchool\nSt Mary School, 2004-2010",
    },
    Held {
        name: "Olga Ivanova",
        phone: "",
        years: 4.0,
        text: "Olga Ivanova\n\nProfessional background\n2013 – 2017, Economist, Ministry\n\nLanguages\nRussian – native, English – C1\n\nInternational experience\nExchange year 2011–2012 at University of Turku (student)",
    },
];

#[test]
fn people_who_tell_their_work_in_their_own_ways() {
    check(OWN_WAYS);
}
