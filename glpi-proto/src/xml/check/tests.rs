use super::*;
use crate::xml::{XmlRepairKind as Kind, check};

fn strict(text: &str) -> Result<Checked> {
    check(text, false, Encoding::Utf8, &Limits::DEFAULT)
}

fn lenient(text: &str) -> Result<Checked> {
    check(text, true, Encoding::Utf8, &Limits::DEFAULT)
}

// GLPI-089
#[test]
fn well_formed_texts_pass_as_they_are() {
    for text in [
        "<R/>",
        "<?xml version='1.0' encoding=\"UTF-8\" ?>\n<!-- c --><?pi x?><R a='1' b=\">\"><A/>é&amp;&#233;&#xe9;]]</R >\n<!--c--> <?p?>",
        "<R><![CDATA[<&]]></R>",
        "<a·‿-.:1 x·='&lt;'></a·‿-.:1>",
        "<?xml version=\"1.0\" encoding=\"iso-8859-1\"?><R/>",
    ] {
        let checked = strict(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert!(checked.text.is_none() && checked.repairs.is_empty(), "{text}");
        assert!(lenient(text).unwrap().repairs.is_empty(), "{text}");
    }
}

// GLPI-089
#[test]
fn what_libxml2_refuses_is_refused_or_repaired() {
    for (text, at, made, kind) in [
        ("<R>a\0b</R>", 4, "<R>ab</R>", Kind::Character),
        ("<R><O>\u{1b}</O></R>", 6, "<R><O></O></R>", Kind::Character),
        ("<R a='\u{fffe}'/>", 6, "<R a=''/>", Kind::Character),
        ("<R>\u{ffff}\u{1}</R>", 3, "<R></R>", Kind::Character),
        ("<R><O>&#0;</O></R>", 6, "<R><O></O></R>", Kind::CharacterReference),
        ("<R a='x&#27;'/>", 7, "<R a='x'/>", Kind::CharacterReference),
        ("<R>a & b</R>", 5, "<R>a &amp; b</R>", Kind::Ampersand),
        ("<R><O>a&b;c</O></R>", 7, "<R><O>a&amp;b;c</O></R>", Kind::Ampersand),
        ("<R a='&'/>", 6, "<R a='&amp;'/>", Kind::Ampersand),
        ("<R>&#X41;</R>", 3, "<R>&amp;#X41;</R>", Kind::Ampersand),
        ("<R>a]]>b</R>", 4, "<R>a]]&gt;b</R>", Kind::CdataEnd),
        ("<R a='x<y'/>", 7, "<R a='x&lt;y'/>", Kind::LessThan),
        ("<R><50%>1</50%></R>", 4, "<R><_50_>1</_50_></R>", Kind::TagName),
        ("<R><!-- a -- b --></R>", 3, "<R></R>", Kind::Markup),
        ("<R><?1?></R>", 3, "<R></R>", Kind::Markup),
        ("<!DOCTYPE R><R/>", 0, "<R/>", Kind::Markup),
        ("<R><?xml version='1.0'?></R>", 3, "<R></R>", Kind::Declaration),
        ("<R/><?xml version='1.0'?>", 4, "<R/>", Kind::Declaration),
        ("<?xml version='3'?><R/>", 0, "<R/>", Kind::Declaration),
        ("<R/>\0\n", 4, "<R/>", Kind::TrailingBytes),
    ] {
        let error = strict(text).map(|_| ()).unwrap_err();
        assert!(!error.is_limit(), "{text:?}: {error}");
        let checked = lenient(text).unwrap_or_else(|error| panic!("{text:?}: {error}"));
        assert_eq!(checked.text.as_deref(), Some(made), "{text:?}");
        let repairs: Vec<_> = checked.repairs.iter().map(|repair| (repair.kind, repair.offset)).collect();
        assert_eq!(repairs, [(kind, at)], "{text:?}");
        assert!(strict(made).is_ok(), "{made}");
    }
    let text = "<?xml version='1.0' encoding='KOI8-R'?><R/>";
    assert!(strict(text).is_err());
    let repairs = lenient(text).unwrap().repairs;
    assert_eq!(repairs, [XmlRepair { kind: Kind::DeclaredEncoding, offset: 30, len: 6 }]);
}

// GLPI-089
#[test]
fn structure_is_never_repaired() {
    for text in [
        "",
        " ",
        "<R>",
        "<R",
        "<R></A>",
        "<R><A></R>",
        "<R/><R/>",
        "x<R/>",
        "<R/>x",
        "<R/>&#65;",
        "<R/>&amp;",
        "<R/><![CDATA[]]>",
        "<![CDATA[]]><R/>",
        "<R a=1/>",
        "<R a/>",
        "<R a='1'b='2'/>",
        "<R a='1' a='2'/>",
        "<R><O a='1' a='2'/></R>",
        "<R><O a=1/></R>",
        "<R ='1'/>",
        "<R><!--</R>",
        "<R><![CDATA[</R>",
        "<R><?a</R>",
        "<R/>\u{1b}",
        "<R>< A/></R>",
        "</R>",
        "<R/></R>",
        "<!DOCTYPE R [<!ENTITY a 'b'>]><R>&a;</R>",
        "<R><!ELEMENT R></R>",
    ] {
        assert!(strict(text).is_err() && lenient(text).is_err(), "{text:?}");
    }
    let many: String = (0..40).map(|n| format!(" a{n}='' ")).collect();
    assert!(strict(&format!("<R{many}/>")).is_ok());
    assert!(strict(&format!("<R{many} a7=''/>")).is_err());
}

#[test]
fn several_repairs_are_listed_in_order_with_places_in_the_input() {
    let checked = lenient("<R a='\u{1}<'>\u{2}]]>&\u{3}&#0;<%>&</%></R>\0").unwrap();
    assert_eq!(checked.text.unwrap(), "<R a='&lt;'>]]&gt;&amp;<_>&amp;</_></R>");
    let places: Vec<_> = checked.repairs.iter().map(|repair| repair.offset).collect();
    assert!(places.is_sorted() && places.len() == 10, "{places:?}");
    assert_eq!(checked.repairs[0].to_string(), "illegal character dropped at byte 6");
}

// GLPI-089
#[test]
fn levels_are_counted_everywhere() {
    let depth = |text: &str, depth| {
        check(text, false, Encoding::Utf8, &Limits::DEFAULT.with_depth(depth)).map(|_| ())
    };
    assert!(depth("<R/>", 0).unwrap_err().is_limit());
    assert!(depth("<R/>", 1).is_ok());
    assert!(depth("<R><A/></R>", 1).unwrap_err().is_limit());
    let text = format!("<R>{}{}</R>", "<O>".repeat(100_000), "</O>".repeat(100_000));
    assert!(depth(&text, 64).unwrap_err().is_limit());
}

#[test]
fn the_end_of_a_large_child_is_known() {
    let text = format!("<R>&<A/><B>{}</B><C/></R>", "x&".repeat(LARGE));
    let checked = lenient(&text).unwrap();
    let made = checked.text.unwrap();
    let start = made.find("<B>").unwrap();
    assert_eq!(checked.outline.end_of(start), Some(made.find("<C/>").unwrap()));
    assert_eq!(checked.outline.end_of(3), None);
    assert_eq!(checked.outline.end(), made.len());
}
