using System.Collections.Frozen;

namespace FhirFax.Fhir.Search;

/// <summary>
/// Letters with accents, ligatures and wide forms, to the plain letters they stand for. A table of our own, because Unicode normalisation does nothing
/// where the runtime is in globalization-invariant mode.
/// </summary>
internal static class LetterFolding
{
    // Lower case only: text is lower-cased before. Derived from the compatibility decompositions of the Unicode Character Database, with the
    // letters that have none (ø, ł, æ, ß ...) added.
    private static readonly (string Plain, string Letters)[] Rows =
    [
        ("0", "０"),
        ("1", "１"),
        ("2", "２"),
        ("3", "３"),
        ("4", "４"),
        ("5", "５"),
        ("6", "６"),
        ("7", "７"),
        ("8", "８"),
        ("9", "９"),
        ("a", "àáâãäåāăąǎǟǡǻȁȃȧḁạảấầẩẫậắằẳẵặａ"),
        ("ae", "æǣǽ"),
        ("aʾ", "ẚ"),
        ("b", "ḃḅḇｂ"),
        ("c", "çćĉċčḉｃ"),
        ("d", "ðďđḋḍḏḑḓｄ"),
        ("dz", "ǆǳ"),
        ("e", "èéêëēĕėęěȅȇȩḕḗḙḛḝẹẻẽếềểễệｅ"),
        ("f", "ƒḟｆ"),
        ("ff", "ﬀ"),
        ("ffi", "ﬃ"),
        ("ffl", "ﬄ"),
        ("fi", "ﬁ"),
        ("fl", "ﬂ"),
        ("g", "ĝğġģǧǵḡｇ"),
        ("h", "ĥħȟḣḥḧḩḫẖｈ"),
        ("i", "ìíîïĩīĭįİıǐȉȋḭḯỉịｉ"),
        ("ij", "ĳ"),
        ("j", "ĵǰｊ"),
        ("k", "ķǩḱḳḵｋ"),
        ("l", "ĺļľŀłḷḹḻḽｌ"),
        ("lj", "ǉ"),
        ("m", "ḿṁṃｍ"),
        ("n", "ñńņňŉŋǹṅṇṉṋｎ"),
        ("nj", "ǌ"),
        ("o", "òóôõöøōŏőơǒǫǭǿȍȏȫȭȯȱṍṏṑṓọỏốồổỗộớờởỡợｏ"),
        ("oe", "œ"),
        ("p", "ṕṗｐ"),
        ("q", "ĸｑ"),
        ("r", "ŕŗřȑȓṙṛṝṟｒ"),
        ("s", "śŝşšſșṡṣṥṧṩẛｓ"),
        ("ss", "ß"),
        ("st", "ﬅﬆ"),
        ("t", "ţťŧțṫṭṯṱẗｔ"),
        ("th", "þ"),
        ("u", "ùúûüũūŭůűųưǔǖǘǚǜȕȗṳṵṷṹṻụủứừửữựｕ"),
        ("v", "ṽṿｖ"),
        ("w", "ŵẁẃẅẇẉẘｗ"),
        ("x", "ẋẍｘ"),
        ("y", "ýÿŷȳẏẙỳỵỷỹｙ"),
        ("z", "źżžẑẓẕｚ"),
        ("ʒ", "ǯ"),
        ("α", "άἀἁἂἃἄἅἆἇὰάᾀᾁᾂᾃᾄᾅᾆᾇᾰᾱᾲᾳᾴᾶᾷ"),
        ("β", "ϐ"),
        ("ε", "έἐἑἒἓἔἕὲέ"),
        ("η", "ήἠἡἢἣἤἥἦἧὴήᾐᾑᾒᾓᾔᾕᾖᾗῂῃῄῆῇ"),
        ("θ", "ϑ"),
        ("ι", "ΐίϊἰἱἲἳἴἵἶἷὶίιῐῑῒΐῖῗ"),
        ("ο", "όὀὁὂὃὄὅὸό"),
        ("π", "ϖ"),
        ("ρ", "ῤῥ"),
        ("σ", "ς"),
        ("υ", "ΰϋύϒϓϔὐὑὒὓὔὕὖὗὺύῠῡῢΰῦῧ"),
        ("φ", "ϕ"),
        ("ω", "ώὠὡὢὣὤὥὦὧὼώᾠᾡᾢᾣᾤᾥᾦᾧῲῳῴῶῷ"),
        ("а", "ӑӓ"),
        ("г", "ѓ"),
        ("е", "ѐёӗ"),
        ("ж", "ӂӝ"),
        ("з", "ӟ"),
        ("и", "йѝӣӥ"),
        ("к", "ќ"),
        ("о", "ӧ"),
        ("у", "ўӯӱӳ"),
        ("ч", "ӵ"),
        ("ы", "ӹ"),
        ("э", "ӭ"),
        ("і", "ї"),
        ("ѵ", "ѷ"),
        ("ә", "ӛ"),
        ("ө", "ӫ"),
    ];

    private static readonly FrozenDictionary<char, string> Plain = Rows
        .SelectMany(row => row.Letters, (row, letter) => KeyValuePair.Create(letter, row.Plain))
        .ToFrozenDictionary();

    /// <summary>Null when the letter stands for itself.</summary>
    public static string? Fold(char letter) => letter < '\u00C0' ? null : Plain.GetValueOrDefault(letter);
}
