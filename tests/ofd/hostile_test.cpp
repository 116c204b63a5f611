#include "packages.h"

#include <gtest/gtest.h>

namespace {

using ofd_packages::Package;
using ofd_packages::said_of;
using Said = std::vector<std::string>;

TEST(OfdCheckHostile, RefusesWhatIsNoPackage) {
  EXPECT_EQ(said_of(std::string("no package")), Said{"ofd-check/not-package :1"});
  EXPECT_EQ(said_of(std::string()), Said{"ofd-check/not-package :1"});
  EXPECT_EQ(said_of(hand_made::zip({{"a", "b"}})), Said{"ofd-check/missing-part :1"});
}

TEST(OfdCheckHostile, RefusesEncryptedEntries) {
  EXPECT_EQ(said_of(hand_made::zip(Package().parts, 1)), Said{"ofd-check/encrypted :1"});
}

TEST(OfdCheckHostile, RefusesTooManyEntries) {
  Package package;
  for (int i = 0; i < 5000; ++i) package.parts.emplace_back("x" + std::to_string(i), "");
  EXPECT_EQ(said_of(package), Said{"ofd-check/limit :1"});
}

TEST(OfdCheckHostile, NamesUnsafeAndRepeatedEntries) {
  for (const char* name : {"../a", "/a", "a/../../b", "a\\b", "C:a"}) {
    Package package;
    package.parts.emplace_back(name, "");
    EXPECT_EQ(said_of(package), Said{"ofd-check/bad-name :1"}) << name;
  }
  Package package;
  package.parts.emplace_back("doc_0/PAGE.xml", "");
  EXPECT_EQ(said_of(package), Said{"ofd-check/duplicate-entry :1"});
}

TEST(OfdCheckHostile, RefusesDocumentTypes) {
  Package package;
  package.part("Doc_0/Attachments.xml") = "\n<!DOCTYPE a [<!ENTITY b \"c\">]>\n<a>&b;</a>";
  EXPECT_EQ(said_of(package), Said{"ofd-check/document-type Doc_0/Attachments.xml:2"});
}

TEST(OfdCheckHostile, SurvivesBrokenAndDeepXml) {
  Package broken;
  broken.part("Doc_0/Attachments.xml") = "<a>\n<b></a>";
  EXPECT_EQ(said_of(broken), Said{"ofd-check/malformed-xml Doc_0/Attachments.xml:2"});
  Package deep;
  std::string& xml = deep.part("Doc_0/Attachments.xml") = "";
  for (int i = 0; i < 100'000; ++i) xml += "<a>";
  EXPECT_EQ(said_of(deep), Said{"ofd-check/limit Doc_0/Attachments.xml:1"});
}

TEST(OfdCheckHostile, CountsAdvancesWithoutMakingThem) {
  Package package;
  EXPECT_EQ(said_of(package.change("Doc_0/Page.xml", "g 2 3", "g 4294967295 3 g 4294967295 3")), Said());
}

TEST(OfdCheckHostile, UnpacksEachPartOnce) {
  Package package;
  std::string pages;
  for (int i = 0; i < 600; ++i) pages += "<ofd:Page ID=\"" + std::to_string(100 + i) + "\" BaseLoc=\"Page.xml\"/>";
  package.change("Doc_0/Document.xml", "</ofd:Pages>", pages + "</ofd:Pages>");
  package.change("Doc_0/Document.xml", ">9<", ">999<");
  package.change("Doc_0/Page.xml", "</ofd:Page>", std::string(1 << 20, ' ') + "</ofd:Page>");
  EXPECT_EQ(said_of(package), Said());
}

TEST(OfdCheckHostile, NamesPartsOfAnotherKind) {
  const auto said_after = [](const std::string& part, const std::string& from, const std::string& to) {
    Package package;
    return said_of(package.change(part, from, to));
  };
  const Said in_root{"ofd-check/wrong-part OFD.xml:4"};
  EXPECT_EQ(said_after("OFD.xml", "Doc_0/Document.xml", "OFD.xml"), in_root);
  EXPECT_EQ(said_after("OFD.xml", "Doc_0/Document.xml", "Doc_0/Page.xml"), in_root);
  EXPECT_EQ(said_after("Doc_0/Document.xml", ">Attachments.xml<", ">Annotations.xml<"),
            Said{"ofd-check/wrong-part Doc_0/Document.xml:12"});
  EXPECT_EQ(said_after("Doc_0/Annotations.xml", "Annot.xml", "Annotations.xml"),
            Said{"ofd-check/wrong-part Doc_0/Annotations.xml:2"});
  Package page;
  page.part("Doc_0/Page.xml") = page.part("Doc_0/Document.xml");
  EXPECT_EQ(said_of(page), Said{"ofd-check/wrong-part Doc_0/Document.xml:9"});
  Package root;
  root.part("OFD.xml") = root.part("Doc_0/PublicRes.xml");
  EXPECT_EQ(said_of(root), Said{"ofd-check/wrong-part :1"});
}

TEST(OfdCheckHostile, SurvivesEveryTruncation) {
  const std::string bytes = hand_made::zip(Package().parts);
  for (std::size_t size = 0; size < bytes.size(); size += 7) EXPECT_FALSE(said_of(bytes.substr(0, size)).empty());
}

}  // namespace
