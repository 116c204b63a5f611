#include "pdf/document/detail/metadata.h"

using namespace gongwen::pdf;

TEST(Metadata, DatesAreReadStrictlyAndWrittenInBothForms) {
  struct Case {
    std::string_view iso;
    std::string_view pdf;  // empty: refused
    std::string_view xmp;
  };
  const Case cases[] = {
      {"2024-03-15", "D:20240315000000+08'00'", "2024-03-15T00:00:00+08:00"},
      {"2024-02-29", "D:20240229000000+08'00'", "2024-02-29T00:00:00+08:00"},
      {"2024-03-15T09:30:05Z", "D:20240315093005+00'00'", "2024-03-15T09:30:05+00:00"},
      {"2024-03-15T09:30", "D:20240315093000+08'00'", "2024-03-15T09:30:00+08:00"},
      {"2024-03-15T09:30:05-05:30", "D:20240315093005-05'30'", "2024-03-15T09:30:05-05:30"},
      {"2023-02-29", "", ""},
      {"2024-02-30", "", ""},
      {"2024-13-01", "", ""},
      {"2024-00-10", "", ""},
      {"2024-3-5", "", ""},
      {"2024年3月5日", "", ""},
      {"2024-03-15T24:00", "", ""},
      {"2024-03-15T09:60", "", ""},
      {"2024-03-15T09:30+25:00", "", ""},
      {"2024-03-15 ", "", ""},
      {"", "", ""},
  };
  for (const Case& each : cases) {
    SCOPED_TRACE(each.iso);
    const auto date = parse_document_date(each.iso);
    EXPECT_EQ(date.has_value(), !each.pdf.empty());
    if (!date) continue;
    EXPECT_EQ(date->pdf, each.pdf);
    EXPECT_EQ(date->xmp, each.xmp);
  }
}

TEST(Metadata, SecondsSince1970BecomeDatesOnBothSidesOfLeapDays) {
  struct Case {
    std::int64_t seconds;
    std::string_view xmp;
  };
  const Case cases[] = {{0, "1970-01-01T00:00:00+00:00"},
                        {-1, "1969-12-31T23:59:59+00:00"},
                        {951'782'399, "2000-02-28T23:59:59+00:00"},
                        {951'782'400, "2000-02-29T00:00:00+00:00"},
                        {951'868'800, "2000-03-01T00:00:00+00:00"},
                        {4'107'542'400, "2100-03-01T00:00:00+00:00"},
                        {1'710'460'805, "2024-03-15T00:00:05+00:00"}};
  for (const Case& each : cases) EXPECT_EQ(date_from_epoch(each.seconds).xmp, each.xmp);
}

TEST(Metadata, MetadataHasNoCharactersThatXMLOrReadersDoNotBear) {
  EXPECT_EQ(clean_metadata("甲\x01乙\t\x7F丙\n"), "甲乙丙");
  EXPECT_EQ(clean_metadata("a\xC2\x85"
                           "b"),
            "ab");  // U+0085
  EXPECT_EQ(clean_metadata("a\xEF\xBF\xBE\xEF\xBF\xBF"
                           "b"),
            "ab");  // U+FFFE, U+FFFF
  EXPECT_EQ(clean_metadata("a\xFF"
                           "b"),
            "ab");  // no UTF-8
  EXPECT_EQ(clean_metadata("𠮷 & <b>"), "𠮷 & <b>");
}

TEST(Metadata, MetadataIsCutWhereAStringOfTheFileWouldBeTooLong) {
  std::string text;
  for (int i = 0; i < 20'000; ++i) text += "𠮷";
  const std::string cut = clean_metadata(text);
  EXPECT_EQ(cut.size(), 8'000 * 4 + 3);
  EXPECT_TRUE(cut.ends_with("𠮷…"));
  EXPECT_EQ(clean_metadata(text.substr(0, 8'000 * 4)).size(), 8'000 * 4);
}

TEST(Metadata, XMPEscapesWhatTheDocumentSaysAndDeclaresBothStandards) {
  gongwen::paint::DocumentInformation information;
  information.title = "A & B <C>]]>\x02";
  information.author = "甲";
  const std::string packet = xmp_packet(information, date_from_epoch(0));
  const auto has = [&](std::string_view part) {
    return packet.find(part) != std::string::npos;
  };
  EXPECT_TRUE(has("<rdf:li xml:lang=\"x-default\">A &amp; B &lt;C&gt;]]&gt;</rdf:li>"));
  EXPECT_TRUE(has("<dc:creator><rdf:Seq><rdf:li>甲</rdf:li></rdf:Seq></dc:creator>"));
  EXPECT_TRUE(has("<pdfaid:part>2</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>"));
  EXPECT_TRUE(has("<pdfuaid:part>1</pdfuaid:part>"));
  EXPECT_FALSE(has("dc:description"));  // nothing is said where there is nothing to say
  EXPECT_TRUE(packet.starts_with("<?xpacket begin=\"\xEF\xBB\xBF\""));
  EXPECT_TRUE(packet.ends_with("<?xpacket end=\"w\"?>"));
}
