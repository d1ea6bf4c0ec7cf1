//! Résumés written after the rules were, to see what they make of the unknown.

use super::held::{Held, check};

const NOT_MET: &[Held] = &[
    Held {
        name: "Tamsin Oakley-Reed",
        phone: "01632 960123",
        years: 12.0,
        text: "TAMSIN OAKLEY-REED\nQualified Nursery Practitioner (Level 3)\n12 Mill Lane, Truro TR1 2AB  |  01632 960123  |  tamsin.oakley@example.co.uk\n\n\
                EMPLOYMENT AND EXPERIENCE\nLittle Acorns Nursery, Truro                    Apr 2015 - Mar 2021\nRoom Leader\n\
                Sunny Days Playgroup, Falmouth              Apr 2009 - Mar 2015\nNursery Assistant\n\nSCHOOL QUALIFICATIONS\n2003 - 2008  Penair School: 9 GCSEs",
    },
    Held {
        name: "Ahmed Al-Farsi",
        phone: "+968 9555 0101",
        years: 7.9,
        text: "Ahmed Al-Farsi, PMP\nProject Engineer – Oil & Gas\n+968 9555 0101 | a.alfarsi@example.om | Muscat, Oman\n\n\
                CAREER SUMMARY\n• 15 years' expertise in a company with 40 years of experience.\n\nPROFESSIONAL EXPERIENCE:\n\
                ► Project Engineer, PDO (Jan-2019 to Till Date)\n► Site visit reports issued 2019 & 2020\n\nACADEMIC QUALIFICATION:\n► B.Eng., SQU (2008 – 2012)",
    },
    Held {
        name: "Beata Nowak",
        phone: "600 555 010",
        years: 5.5,
        text: "Beata Nowak\nul. Polna 3/4, 00-625 Warszawa\ntel. 600 555 010\n\nDOŚWIADCZENIE ZAWODOWE\n\nstyczeń 2016 – czerwiec 2021\nSamodzielna księgowa, Firma Sp. z o.o.\n\n\
                WYKSZTAŁCENIE\n2009 – 2014 Szkoła Główna Handlowa",
    },
    Held {
        name: "Carlos Eduardo Pinto",
        phone: "+351 912 555 010",
        years: 3.0,
        text: "Carlos Eduardo Pinto\nTelemóvel: +351 912 555 010\n\nPERFIL\nCozinheiro.\n\nEXPERIÊNCIA\nCozinheiro no Restaurante Mar — de janeiro de 2017 a dezembro de 2019\n\nEDUCAÇÃO\nEscola de Hotelaria, 2014 a 2016",
    },
    Held {
        name: "Doan Minh Chau",
        phone: "0903 555 010",
        years: 4.0,
        text: "DOAN MINH CHAU\n\nPersonal Details:\nDate of Birth : 02 Sep 1992\nMobile No. : 0903 555 010\n\nWorking History:\n06/2016 -> 05/2020: Sales executive at ABC Co.\n\nEducation:\n2010 -> 2014: Foreign Trade University",
    },
    Held {
        name: "Esra Demir",
        phone: "",
        years: 6.0,
        text: "Esra Demir\nDiplom-Psychologin\n\nBerufstätigkeit\n2012–2018 Psychologin, Klinik am See\n\nStudium\n2006–2012 Universität Bremen\n\nZusatzausbildungen\n2013–2016 Verhaltenstherapie",
    },
    Held {
        name: "Finn O'Shea",
        phone: "",
        years: 2.3,
        text: "Finn O'Shea\n\nEXPERIENCE\nBarista | The Daily Grind | Cork | 05/2021 – 09/2021 & 05/2022 – 09/2022\nKitchen porter | The Daily Grind | Cork | June 2019 – Nov 2020\n\nEDUCATION\nUCC | 2018 – 2022",
    },
    Held {
        name: "Gloria Estefania Ruiz",
        phone: "(787) 555-0134",
        years: 6.0,
        text: "GLORIA ESTEFANIA RUIZ\n(787) 555-0134\n\nOBJECTIVE\nSeeking a position as a bilingual secretary.\n\nWORK EXPERIENCE\n2004-2007      Office clerk      Banco Uno\n2007-2010      Secretary      Bufete Dos\n\nEDUCATION\n2000-2004      High School Diploma",
    },
    Held {
        name: "Hans-Peter von Allmen",
        phone: "033 555 01 01",
        years: 10.0,
        text: "Hans-Peter von Allmen\nPolymechaniker EFZ\nTel. P: 033 555 01 01\n\nBerufserfahrungen\n08.2008 bis 07.2018 Polymechaniker, Werk Thun\n\nMilitär\n2009 bis 2015 Wachtmeister\n\nSchulen\n1998 bis 2004 Primarschule",
    },
    Held {
        name: "Ilse Vermeulen",
        phone: "0470 55 01 01",
        years: 4.0,
        text: "Ilse Vermeulen\n0470 55 01 01 - ilse.vermeulen@example.be\n\nProfessionele ervaring\n2015 - 2019: Administratief bediende, Gemeente Gent\n\nStudies\n2012 - 2015: Bachelor Office Management\n\nBijkomende opleidingen\n2016 - 2018: Spaans",
    },
    Held {
        name: "Jasper Nkrumah",
        phone: "",
        years: 1.4,
        text: "Jasper Nkrumah\n\nSummary of Experience\nWelder on ships.\n\nDetailed Experience\nWelder, Dock 4, 02.05.2022 – 28.09.2023",
    },
    Held {
        name: "Kaja Lund",
        phone: "",
        years: 7.0,
        text: "Kaja Lund\nArkitekt\n\nErfaring\n2013–2020 Arkitekt, Kontor AS\n\nUtdannelse\n2007–2013 AHO\n\nVerv\n2010–2014 Studentråd",
    },
    Held {
        name: "Bianchi Luca",
        phone: "",
        years: 3.0,
        text: "FORMATO EUROPEO PER IL CURRICULUM VITAE\n\nINFORMAZIONI PERSONALI\nNome\tBianchi Luca\nE-mail\tluca.bianchi@example.it\n\nESPERIENZA LAVORATIVA\n• Date (da – a)\tGennaio 2015 – Dicembre 2017\n• Nome del datore di lavoro\tOfficina Sud\n• Tipo di impiego\tMeccanico\n\nISTRUZIONE E FORMAZIONE\n• Date (da – a)\t2009 – 2014",
    },
    Held {
        name: "Margot Dubois",
        phone: "",
        years: 5.0,
        text: "Margot Dubois\n34 ans, permis B\n\nEXPÉRIENCES PROFESSIONNELLES\n2014-2019 : Assistante de direction, Groupe Alpha\nCONGÉ PARENTAL : 2019-2020\n\nFORMATIONS\n2008-2013",
    },
    Held {
        name: "Naledi Mokoena",
        phone: "082 555 0101",
        years: 4.5,
        text: "Curriculum Vitae of\nNaledi Mokoena\n\nPERSONAL DETAILS\nSurname : Mokoena\nFirst Names : Naledi\nID Number : 9203055555081\nCell : 082 555 0101\n\nEMPLOYMENT HISTORY\nCompany : Shoprite\nPosition : Cashier\nPeriod : March 2014 – August 2018\n\nTERTIARY EDUCATION\nInstitution : UNISA\nYear : 2010 - 2013",
    },
    Held {
        name: "Oskar Lindholm",
        phone: "",
        years: 9.0,
        text: "Oskar Lindholm\nLinkoping\n\nArbetslivserfarenhet\n2010-01 – 2018-12   Lagerarbetare, Depå AB\n\nUtbildning\n2006-08 – 2009-06   Gymnasium",
    },
    Held {
        name: "Pooja Mehta",
        phone: "98200 55501",
        years: 2.0,
        text: "POOJA MEHTA\nContact: 98200 55501\n\nINTERNSHIP & WORK EXPERIENCE\nHR Intern at Tata (Jun'18 - May'19)\nHR Executive at Birla (June 2019 – May 2020)\n\nEDUCATIONAL QUALIFICATIONS\nMBA (2016 - 2018)\n\nPOSITIONS OF RESPONSIBILITY\nHead, Cultural Committee (2010 – 2014)",
    },
    Held {
        name: "Quentin Harrow",
        phone: "",
        years: 30.0,
        text: "Quentin Harrow\nSolicitor, thirty years' experience in conveyancing\n\nAdmissions\nAdmitted 1996",
    },
];

#[test]
fn people_not_met_before() {
    check(NOT_MET);
}

#[test]
fn people_with_gaps_and_overlaps() {
    check(&[
        Held {
            name: "Mara Jensen",
            phone: "+45 22 33 44 55",
            years: 5.0,
            text: "MARA JENSEN\nMarketing Manager\n\nCONTACT\n+45 22 33 44 55\nmara@example.dk\nCopenhagen, Denmark\n\nEDUCATION\nMSc Marketing\nCopenhagen Business School\n2012 - 2014\n\nEXPERIENCE\nMarketing Manager\nNordic Foods\n2018 - 2020\n\nMarketing Assistant\nBaltic Tours\n2015 - 2018\n\nCERTIFICATIONS\nGoogle Ads 2019 - 2021",
        },
        Held {
            name: "Victor Lund",
            phone: "",
            years: 6.0,
            text: "Victor Lund\n\nPROFESSIONAL EXPERIENCE\n\nAcme Corp | Senior Analyst | Jan 2019 - Dec 2021\nBeta Ltd | Analyst | Jan 2018 - Jun 2020 (part-time, overlapping)\nGamma plc | Junior Analyst | Jan 2014 - Dec 2015\n\nEDUCATION\nBSc Economics, 2010 - 2013\nMSc Finance, 2016 - 2017",
        },
        Held {
            name: "Rosa Delgado",
            phone: "(512) 555-0188",
            years: 8.0,
            text: "Rosa Delgado, CPA, MBA\nAustin, TX | (512) 555-0188\n\nEXPERIENCE\n\nSenior Accountant, Lone Star LLC\nJune 2016 to\nMay 2020\n- Closed books monthly.\n\nAccountant, Hill Country Inc.\nJune 2012 to\nMay 2016\n\nEDUCATION\nMBA, University of Texas, 2010 to 2012",
        },
        Held {
            name: "Ibrahim Sesay",
            phone: "+232 76 555 010",
            years: 3.5,
            text: "IBRAHIM SESAY\nTel: +232 76 555 010\n\nWORK EXPERIENCE\n\nDate | Employer | Position\n01/2018 - 06/2019 | Sierra Rutile | Mechanic\n07/2019 - 06/2021 | Koidu Ltd | Senior mechanic\n\nEDUCATION\nDate | School\n2010 - 2016 | Prince of Wales School",
        },
        Held {
            name: "Elena Petrova",
            phone: "",
            years: 4.0,
            text: "Elena Petrova\nData analyst\n\nWORK\n2017\n–\n2019  Data analyst, Sofia Retail\n2019 - 2021  Senior data analyst, Sofia Retail\n2021  Sabbatical",
        },
        Held {
            name: "George Whitman",
            phone: "",
            years: 4.9,
            text: "Resume of George Whitman\n\nEXPERIENCE\nPresent employer: City Bus Company (since January 2022), driver\n\nEDUCATION\nClass of 1995",
        },
        Held {
            name: "Harriet Bloom",
            phone: "",
            years: 1.8,
            text: "Harriet Bloom\n\nINTERNSHIPS\nMarketing Intern, Paper & Co, Summer 2021\nDesign Intern, Ink Ltd, Jan–Jun 2022\n\nWORK EXPERIENCE\nFreelance designer, Jul 2022 – Jul 2023",
        },
        Held {
            name: "Stefan Vogt",
            phone: "",
            years: 11.0,
            text: "Stefan Vogt\nSelf-employed\nPlumber, own business, 2004 - 2015\n\nSummary\nPlumber with 11 years of experience.",
        },
        Held {
            name: "Wen Zhao",
            phone: "",
            years: 3.0,
            text: "Wen Zhao\n\nResearch Experience\nPostdoctoral researcher, ETH Zürich, 2017 – 2020\n\nPublications\nZhao W. et al., 2018–2019\n\nGrants\nSNF, 2018 – 2022",
        },
        Held {
            name: "Yara Haddad",
            phone: "",
            years: 2.0,
            text: "Yara Haddad\n\nExperience\nEnglish teacher at Beirut High School (2016-2018)\nMaster's student at AUB (2018-2020)\n\nEducation\nBA (2012-2016)",
        },
        Held {
            name: "Tyrone Banks",
            phone: "",
            years: 5.0,
            text: "TYRONE BANKS\nWarehouse lead\n\nEXPERIENCE\nWarehouse lead, Box Co\nFebruary 2018 -\nJanuary 2023 (5 yrs)\n\nTRAINING\nForklift 2015 - 2016",
        },
        Held {
            name: "Una Murphy",
            phone: "",
            years: 7.0,
            text: "Una Murphy\nTeacher\n\nTeaching posts\n2010/11 - 2016/17 Maths teacher, St Brigid\n\nDegrees\n2005/06 - 2008/09 BA",
        },
        Held {
            name: "Kis Zoltan",
            phone: "",
            years: 3.0,
            text: "Kis Zoltan\n\nEXPERIENCE\n2015. 03. – 2018. 02. Lathe operator",
        },
    ]);
}
