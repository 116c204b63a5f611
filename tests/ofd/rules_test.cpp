#include "packages.h"

#include <gtest/gtest.h>

namespace {

using ofd_packages::Package;
using ofd_packages::said_of;

struct Broken {
  const char* part;
  const char* from;
  const char* to;
  const char* said;  // among what is said
};

void expect_each(const std::vector<Broken>& cases) {
  for (const Broken& broken : cases) {
    Package package;
    const auto said = said_of(package.change(broken.part, broken.from, broken.to));
    EXPECT_NE(std::ranges::find(said, broken.said), said.end())
        << broken.said << " is not said of " << broken.to << "\n"
        << testing::PrintToString(said);
  }
}

constexpr auto kOfd = "OFD.xml";
constexpr auto kDocument = "Doc_0/Document.xml";
constexpr auto kPublic = "Doc_0/PublicRes.xml";
constexpr auto kImages = "Doc_0/DocumentRes.xml";
constexpr auto kPage = "Doc_0/Page.xml";
constexpr auto kAnnot = "Doc_0/Annot.xml";
constexpr auto kSignature = "S/Signature.xml";

TEST(OfdCheckRules, SayNothingOfAGoodPackage) { EXPECT_EQ(said_of(Package()), std::vector<std::string>()); }

TEST(OfdCheckRules, NameWhatTheSchemaForbids) {
  expect_each({
      {kPage, " Font=\"2\"", "", "ofd-check/missing-attribute Doc_0/Page.xml:4"},
      {kPage, "ID=\"6\"", "ID=\"6\" Colour=\"1\"", "ofd-check/unknown-attribute Doc_0/Page.xml:8"},
      {kPage, "Size=\"3\"", "Size=\"big\"", "ofd-check/bad-value Doc_0/Page.xml:4"},
      {kPage, "<ofd:ImageObject", "<ofd:Image/><ofd:ImageObject", "ofd-check/unexpected-element Doc_0/Page.xml:8"},
      {kPage, "<ofd:Content>", "<ofd:Actions/><ofd:Content>", "ofd-check/order Doc_0/Page.xml:2"},
      {kDocument, "<ofd:Pages>", "<ofd:Outlines/><ofd:Pages>", "ofd-check/order Doc_0/Document.xml:8"},
      {kDocument, "<ofd:MaxUnitID>9</ofd:MaxUnitID>", "", "ofd-check/missing-element Doc_0/Document.xml:2"},
      {kDocument, "<ofd:PublicRes>", "<ofd:MaxUnitID>9</ofd:MaxUnitID><ofd:PublicRes>",
       "ofd-check/order Doc_0/Document.xml:5"},
      {kDocument, "<ofd:PageArea>", "<ofd:MaxUnitID>9</ofd:MaxUnitID><ofd:PageArea>",
       "ofd-check/repeated-element Doc_0/Document.xml:4"},
      {kPage, "http://www.ofdspec.org/2016", "http://example.org", "ofd-check/namespace Doc_0/Page.xml:1"},
  });
}

TEST(OfdCheckRules, NameNumbersThatCannotBeDrawn) {
  for (const char* box : {"0 0 1e300 9", "0 0 nan 9", "0 0 1e999 9", "0 0 -9 9", "0 0 0 9", "0 0 9999999 1"}) {
    expect_each({{kPage, "\"0 0 9 9\" Font", (std::string("\"") + box + "\" Font").c_str(),
                  "ofd-check/absurd-number Doc_0/Page.xml:4"}});
  }
}

TEST(OfdCheckRules, FollowReferences) {
  expect_each({
      {kPage, "ID=\"6\"", "ID=\"5\"", "ofd-check/duplicate-id Doc_0/Page.xml:8"},
      {kPage, "ID=\"6\"", "ID=\"60\"", "ofd-check/max-unit-id Doc_0/Document.xml:3"},
      {kPage, "Font=\"2\"", "Font=\"3\"", "ofd-check/unresolved-reference Doc_0/Page.xml:4"},
      {kPage, "ResourceID=\"3\"", "ResourceID=\"8\"", "ofd-check/unresolved-reference Doc_0/Page.xml:8"},
      {kDocument, "Page.xml", "None.xml", "ofd-check/missing-part Doc_0/Document.xml:9"},
      {kDocument, "Page.xml", "../../../Page.xml", "ofd-check/missing-part Doc_0/Document.xml:9"},
      {kImages, "</ofd:Res>",
       "<ofd:CompositeGraphicUnits><ofd:CompositeGraphicUnit ID=\"8\" Width=\"1\" Height=\"1\"><ofd:Content>"
       "<ofd:CompositeObject ID=\"9\" Boundary=\"0 0 1 1\" ResourceID=\"8\"/></ofd:Content>"
       "</ofd:CompositeGraphicUnit></ofd:CompositeGraphicUnits></ofd:Res>",
       "ofd-check/cycle Doc_0/Document.xml:1"},
  });
}

TEST(OfdCheckRules, FindPageTemplatesThatContainEachOther) {
  Package package;
  package.change(kDocument, "</ofd:CommonData>",
                 "<ofd:TemplatePage ID=\"8\" BaseLoc=\"T.xml\"/><ofd:TemplatePage ID=\"9\" BaseLoc=\"U.xml\"/>"
                 "</ofd:CommonData>");
  for (const auto& [name, other] : {std::pair("Doc_0/T.xml", "9"), std::pair("Doc_0/U.xml", "8")}) {
    package.parts.emplace_back(
        name, "<ofd:Page " + ofd_packages::kHead + "><ofd:Template TemplateID=\"" + other + "\"/></ofd:Page>");
  }
  const std::string said = "ofd-check/cycle Doc_0/Document.xml:1";
  EXPECT_EQ(said_of(package), (std::vector<std::string>{said, said}));
}

TEST(OfdCheckRules, LookIntoFontsAndImages) {
  expect_each({
      {kPage, "1 2 3<", "1 2 9<", "ofd-check/glyph-number Doc_0/Page.xml:5"},
      {kPage, "g 2 3", "3", "ofd-check/delta-count Doc_0/Page.xml:6"},
      {kPage, " DeltaX=\"g 2 3\"", "", "ofd-check/delta-count Doc_0/Page.xml:6"},
      {kImages, "\"PNG\"", "\"JPEG\"", "ofd-check/image-format Doc_0/DocumentRes.xml:4"},
      {kImages, "\"PNG\"", "\"GBIG2\"", "ofd-check/image-format Doc_0/DocumentRes.xml:4"},
      {"Doc_0/Res/a.ttf", "xx", "", "ofd-check/damaged-font Doc_0/PublicRes.xml:4"},
      {"Doc_0/Res/b.png", "\x89PNG\r\n\x1A\n", "GIF89a", "ofd-check/archive-image Doc_0/DocumentRes.xml:4"},
  });
  Package package;
  package.part("Doc_0/Res/a.ttf") = ofd_packages::font(9, "CFF ");
  EXPECT_EQ(said_of(package), std::vector<std::string>{"ofd-check/cff-font Doc_0/PublicRes.xml:4"});
}

TEST(OfdCheckRules, LookIntoPermissionsPreferencesAndVersions) {
  const auto before_annotations = [](const char* element) {
    return std::string(element) + "<ofd:Annotations>";
  };
  const std::string version = "<ofd:Versions><ofd:Version ID=\"v1\" Index=\"0\" BaseLoc=\"V.xml\"/></ofd:Versions>";
  const auto preferences = before_annotations("<ofd:VPreferences><ofd:PageMode>All</ofd:PageMode></ofd:VPreferences>");
  const auto print = before_annotations("<ofd:Permissions><ofd:Print Copies=\"-1\"/></ofd:Permissions>");
  const auto order =
      before_annotations("<ofd:Permissions><ofd:Annot>true</ofd:Annot><ofd:Edit>maybe</ofd:Edit></ofd:Permissions>");
  expect_each({
      {kDocument, "<ofd:Annotations>", preferences.c_str(), "ofd-check/bad-value Doc_0/Document.xml:11"},
      {kDocument, "<ofd:Annotations>", print.c_str(), "ofd-check/missing-attribute Doc_0/Document.xml:11"},
      {kDocument, "<ofd:Annotations>", order.c_str(), "ofd-check/order Doc_0/Document.xml:11"},
      {kOfd, "</ofd:DocBody>", (version + "</ofd:DocBody>").c_str(), "ofd-check/missing-part OFD.xml:5"},
  });
  Package package;
  package.change(kOfd, "</ofd:DocBody>", version + "</ofd:DocBody>");
  package.parts.emplace_back("V.xml",
                             "<ofd:DocVersion " + ofd_packages::kHead +
                                 " ID=\"v1\">\n<ofd:FileList><ofd:File ID=\"f\">None.xml</ofd:File>"
                                 "</ofd:FileList>\n<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocVersion>");
  EXPECT_EQ(said_of(package), std::vector<std::string>{"ofd-check/missing-part V.xml:2"});
}

TEST(OfdCheckRules, LookIntoColorsClipsPathsAndActions) {
  const auto path = [](const std::string& inner, const std::string& data = "M 0 0 L 1 1 C") {
    return "<ofd:PathObject ID=\"9\" Boundary=\"0 0 1 1\" Stroke=\"false\">" + inner + "<ofd:AbbreviatedData>" + data +
           "</ofd:AbbreviatedData></ofd:PathObject><ofd:ImageObject";
  };
  const auto shade = [&](const std::string& element) {
    return path("<ofd:FillColor>" + element + "</ofd:FillColor>");
  };
  const std::string segment = "<ofd:Segment Position=\"0\"><ofd:Color Value=\"0 0 0\"/></ofd:Segment>";
  const std::string good =
      shade("<ofd:AxialShd StartPoint=\"0 0\" EndPoint=\"1 1\">" + segment + segment + "</ofd:AxialShd>");
  EXPECT_EQ(said_of(Package().change(kPage, "<ofd:ImageObject", good)), std::vector<std::string>());
  const std::string line = " Doc_0/Page.xml:8";
  const std::vector<std::pair<std::string, std::string>> cases = {
      {shade("<ofd:AxialShd StartPoint=\"0 0\">" + segment + "</ofd:AxialShd>"), "ofd-check/missing-attribute"},
      {shade("<ofd:AxialShd StartPoint=\"0\" EndPoint=\"1 1\">" + segment + "</ofd:AxialShd>"), "ofd-check/bad-value"},
      {shade("<ofd:RadialShd StartPoint=\"0 0\" EndPoint=\"1 1\" EndRadius=\"1e9\">" + segment + "</ofd:RadialShd>"),
       "ofd-check/absurd-number"},
      {shade("<ofd:RadialShd StartPoint=\"0 0\" EndPoint=\"1 1\" EndRadius=\"1\"/>"), "ofd-check/missing-element"},
      {shade("<ofd:Pattern Width=\"1\" Height=\"1\"/>"), "ofd-check/missing-element"},
      {path("<ofd:Clips><ofd:Clip><ofd:Area><ofd:Path/></ofd:Area></ofd:Clip></ofd:Clips>"),
       "ofd-check/missing-attribute"},
      {path("<ofd:Clips><ofd:Clip><ofd:Area CTM=\"1 0\"/></ofd:Clip></ofd:Clips>"), "ofd-check/bad-value"},
      {path("", "M 0 0 L 1"), "ofd-check/bad-value"},
      {path("", "0 0 L 1 1"), "ofd-check/bad-value"},
      {path("", "M 0 0 Z"), "ofd-check/bad-value"},
      {path("", "M 0 1e300"), "ofd-check/absurd-number"},
      {path("<ofd:Actions><ofd:Action Event=\"CLICK\"><ofd:Movie ResourceID=\"99\"/></ofd:Action></ofd:Actions>"),
       "ofd-check/unresolved-reference"},
      {path("<ofd:Actions><ofd:Action Event=\"CLICK\"><ofd:Region/></ofd:Action></ofd:Actions>"),
       "ofd-check/missing-element"},
  };
  for (const auto& [to, said] : cases) expect_each({{kPage, "<ofd:ImageObject", to.c_str(), (said + line).c_str()}});
  expect_each({{kPage, " DeltaX=\"g 2 3\"", " DeltaY=\"3\"", "ofd-check/delta-count Doc_0/Page.xml:6"}});
}

TEST(OfdCheckRules, FollowTagsAndExtensions) {
  const auto tagged = [](const std::string& object) {
    Package package;
    package.change(kDocument, "<ofd:Attachments>", "<ofd:CustomTags>Tags.xml</ofd:CustomTags><ofd:Attachments>");
    package.parts.emplace_back("Doc_0/Tags.xml", "<ofd:CustomTags " + ofd_packages::kHead +
                                                     "><ofd:CustomTag TypeID=\"a\"><ofd:FileLoc>Tag.xml</ofd:FileLoc>"
                                                     "</ofd:CustomTag></ofd:CustomTags>");
    package.parts.emplace_back("Doc_0/Tag.xml", "<t:A xmlns:t=\"urn:t\" " + ofd_packages::kHead +
                                                    ">\n<t:B><ofd:ObjectRef PageRef=\"1\">" + object +
                                                    "</ofd:ObjectRef></t:B></t:A>");
    return said_of(package);
  };
  EXPECT_EQ(tagged("5"), std::vector<std::string>());
  EXPECT_EQ(tagged("99"), std::vector<std::string>{"ofd-check/unresolved-reference Doc_0/Tag.xml:2"});
  const auto extended = [](const std::string& content) {
    Package package;
    package.change(kOfd, "OFD-A", "OFD");
    package.change(kDocument, "</ofd:Document>", "<ofd:Extensions>E.xml</ofd:Extensions></ofd:Document>");
    package.parts.emplace_back("Doc_0/E.xml",
                               "<ofd:Extensions " + ofd_packages::kHead + ">" + content + "</ofd:Extensions>");
    return said_of(package);
  };
  EXPECT_EQ(
      extended("<ofd:Extension AppName=\"a\" RefId=\"5\"><ofd:Property Name=\"b\">c</ofd:Property></ofd:Extension>"),
      std::vector<std::string>());
  EXPECT_EQ(extended("<ofd:Extension AppName=\"a\" RefId=\"99\"/>"),
            std::vector<std::string>{"ofd-check/unresolved-reference Doc_0/E.xml:1"});
  EXPECT_EQ(extended("<ofd:Extension AppName=\"a\" RefId=\"5\"><ofd:ExtendData>None</ofd:ExtendData></ofd:Extension>"),
            std::vector<std::string>{"ofd-check/missing-part Doc_0/E.xml:1"});
}

/// A package with a seal, as far as its form goes.
Package sealed_package() {
  Package package;
  package.change(kOfd, "OFD-A", "OFD");
  package.change(kOfd, "</ofd:DocBody>", "<ofd:Signatures>S/Signatures.xml</ofd:Signatures></ofd:DocBody>");
  package.parts.emplace_back("S/Signatures.xml", "<ofd:Signatures " + ofd_packages::kHead +
                                                     ">\n<ofd:Signature ID=\"s001\" Type=\"Seal\" "
                                                     "BaseLoc=\"/S/Signature.xml\"/>\n</ofd:Signatures>");
  package.parts.emplace_back(
      kSignature, "<ofd:Signature " + ofd_packages::kHead +
                      ">\n<ofd:SignedInfo>\n<ofd:Provider ProviderName=\"a\"/>\n<ofd:References CheckMethod=\"1\">\n"
                      "<ofd:Reference FileRef=\"/OFD.xml\"><ofd:CheckValue>AA==</ofd:CheckValue></ofd:Reference>\n"
                      "</ofd:References>\n<ofd:StampAnnot ID=\"t1\" PageRef=\"1\" Boundary=\"1 2 42 42\"/>\n"
                      "<ofd:Seal><ofd:BaseLoc>Seal.esl</ofd:BaseLoc></ofd:Seal>\n</ofd:SignedInfo>\n"
                      "<ofd:SignedValue>SignedValue.dat</ofd:SignedValue>\n</ofd:Signature>");
  package.parts.emplace_back("S/Seal.esl", "0");
  package.parts.emplace_back("S/SignedValue.dat", "0");
  return package;
}

TEST(OfdCheckRules, LookIntoSignaturesButDoNotVerifyThem) {
  const std::string verified = "ofd-check/not-verified OFD.xml:5";
  EXPECT_EQ(said_of(sealed_package()), std::vector<std::string>{verified});
  const std::vector<Broken> cases = {
      {kSignature, " ProviderName=\"a\"", "", "ofd-check/missing-attribute S/Signature.xml:3"},
      {kSignature, "PageRef=\"1\"", "PageRef=\"9\"", "ofd-check/unresolved-reference S/Signature.xml:7"},
      {kSignature, "1 2 42 42", "1 2 42", "ofd-check/bad-value S/Signature.xml:7"},
      {kSignature, "/OFD.xml", "/None.xml", "ofd-check/missing-part S/Signature.xml:5"},
      {kSignature, "Seal.esl", "None.esl", "ofd-check/missing-part S/Signature.xml:8"},
      {kSignature, "SignedValue.dat", "None.dat", "ofd-check/missing-part S/Signature.xml:10"},
      {kSignature, "<ofd:Provider ProviderName=\"a\"/>", "", "ofd-check/missing-element S/Signature.xml:2"},
      {"S/Signatures.xml", "/S/Signature.xml", "../../Signature.xml", "ofd-check/missing-part S/Signatures.xml:2"},
  };
  for (const Broken& broken : cases) {
    Package package = sealed_package();
    const auto said = said_of(package.change(broken.part, broken.from, broken.to));
    EXPECT_EQ(std::ranges::count(said, broken.said), 1) << broken.said << testing::PrintToString(said);
  }
}

TEST(OfdCheckRules, NameWhatArchivesForbid) {
  expect_each({
      {kOfd, "</ofd:OFD>", "<ofd:DocBody><ofd:DocInfo/></ofd:DocBody></ofd:OFD>",
       "ofd-check/archive-one-document OFD.xml:1"},
      {kOfd, "</ofd:DocBody>", "<ofd:Signatures>S.xml</ofd:Signatures></ofd:DocBody>",
       "ofd-check/archive-signature OFD.xml:5"},
      {kPublic, "<ofd:FontFile>a.ttf</ofd:FontFile>", "", "ofd-check/archive-font Doc_0/PublicRes.xml:3"},
      {kImages, "\"Image\"", "\"Audio\"", "ofd-check/archive-media Doc_0/DocumentRes.xml:3"},
      {kPublic, "</ofd:Res>", "<ofd:MultiMedias/></ofd:Res>", "ofd-check/archive-place Doc_0/PublicRes.xml:6"},
      {kDocument, "<ofd:Annotations>", "<ofd:Permissions/><ofd:Annotations>",
       "ofd-check/archive-element Doc_0/Document.xml:11"},
      {kDocument, "</ofd:Document>", "<ofd:Extensions>Attachments.xml</ofd:Extensions></ofd:Document>",
       "ofd-check/archive-element Doc_0/Document.xml:13"},
      {kPage, "</ofd:Page>",
       "<ofd:Actions><ofd:Action Event=\"CLICK\"><ofd:URI URI=\"a\"/></ofd:Action></ofd:Actions></ofd:Page>",
       "ofd-check/archive-action Doc_0/Page.xml:11"},
      {kPage, "</ofd:Layer>",
       "<ofd:PageBlock ID=\"10\"><ofd:PageBlock ID=\"11\"><ofd:PageBlock ID=\"12\"><ofd:PageBlock ID=\"13\"/>"
       "</ofd:PageBlock></ofd:PageBlock></ofd:PageBlock></ofd:Layer>",
       "ofd-check/archive-blocks Doc_0/Page.xml:9"},
      {kAnnot, "</ofd:Appearance>", "<ofd:PageBlock ID=\"8\"/></ofd:Appearance>",
       "ofd-check/archive-blocks Doc_0/Annot.xml:4"},
      {kAnnot, "NoZoom=\"true\" ", "", "ofd-check/archive-annotation Doc_0/Annot.xml:2"},
      {kPage, "ID=\"6\"", "ID=\"6\" Interpolate=\"true\"", "ofd-check/archive-interpolate Doc_0/Page.xml:8"},
      {kPage, "<ofd:CGTransform", "<ofd:Clips><ofd:Clip/></ofd:Clips><ofd:CGTransform",
       "ofd-check/archive-clip Doc_0/Page.xml:5"},
      {kPage, "Size=\"3\"", "Size=\"3\" CTM=\"0.5 0 0 1 0 0\"", "ofd-check/archive-scaling Doc_0/Page.xml:4"},
      {"Doc_0/Attachments.xml", "data.xml", "Res/b.png", "ofd-check/archive-attachment Doc_0/Attachments.xml:3"},
  });
}

TEST(OfdCheckRules, OfArchivesApplyByDocTypeOrWhenAskedFor) {
  Package package;
  package.change(kOfd, "OFD-A", "OFD").change(kPublic, "<ofd:FontFile>a.ttf</ofd:FontFile>", "");
  using enum gongwen::ofd_check::Profile;
  const std::string bytes = hand_made::zip(package.parts);
  EXPECT_EQ(said_of(bytes, Declared), std::vector<std::string>());
  EXPECT_EQ(said_of(bytes, Archive), (std::vector<std::string>{"ofd-check/archive-doc-type OFD.xml:1",
                                                               "ofd-check/archive-font Doc_0/PublicRes.xml:3"}));
  EXPECT_EQ(said_of(hand_made::zip(Package().change(kPublic, "<ofd:FontFile>a.ttf</ofd:FontFile>", "").parts), Plain),
            std::vector<std::string>());
}

/// What MaxUnitID is called that comes too late: how much it matters.
gongwen::diagnostics::Severity severity_of_order(gongwen::ofd_check::Profile profile) {
  Package package;
  package.change(kDocument, "<ofd:PublicRes>", "<ofd:MaxUnitID>9</ofd:MaxUnitID><ofd:PublicRes>");
  gongwen::resources::SourceStore sources;
  gongwen::diagnostics::DiagnosticSink sink;
  gongwen::ofd_check::check_ofd("a.ofd", hand_made::zip(package.parts), {profile}, sources, sink);
  for (const auto& diagnostic : sink.diagnostics()) {
    if (gongwen::diagnostics::catalogue_entry(diagnostic.id).id == "ofd-check/order") return diagnostic.severity;
  }
  return gongwen::diagnostics::Severity::Note;
}

TEST(OfdCheckRules, OfOrderAreErrorsInArchivesOnly) {
  using enum gongwen::ofd_check::Profile;
  EXPECT_EQ(severity_of_order(Plain), gongwen::diagnostics::Severity::Warning);
  EXPECT_EQ(severity_of_order(Archive), gongwen::diagnostics::Severity::Error);
}

TEST(OfdCheckRules, LookIntoWhatComesTooLate) {
  // A value that is not one, in an element after the one that it must come before.
  expect_each({{kDocument, "<ofd:Pages>", "<ofd:Outlines><ofd:OutlineElem/></ofd:Outlines><ofd:Pages>",
                "ofd-check/missing-attribute Doc_0/Document.xml:8"}});
}

TEST(OfdCheckRules, SayOnceThatAFileIsInTheNamespaceOfDrafts) {
  Package package;
  for (auto& [name, content] : package.parts) {
    for (std::size_t at = content.find("ofdspec.org/2016"); at != std::string::npos;
         at = content.find("ofdspec.org/2016")) {
      content.erase(at + std::string("ofdspec.org").size(), 5);
    }
  }
  package.change(kPage, "<ofd:ImageObject", "<ofd:Image/><ofd:ImageObject");
  EXPECT_EQ(said_of(package), (std::vector<std::string>{"ofd-check/namespace OFD.xml:1",
                                                        "ofd-check/unexpected-element Doc_0/Page.xml:8"}));
}

TEST(OfdCheckRules, AreShownThreeTimesAndThenCounted) {
  Package package;
  package.change(kPage, "<ofd:ImageObject", "<ofd:A/><ofd:B/><ofd:C/><ofd:D/><ofd:E/><ofd:ImageObject");
  const std::string said = "ofd-check/unexpected-element Doc_0/Page.xml:8";
  EXPECT_EQ(said_of(package), (std::vector<std::string>{said, said, said, "ofd-check/more :1"}));
}

}  // namespace
