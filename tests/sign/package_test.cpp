// Packages: what archives are opened, and the parts of signatures in them, as other programs write them.
#include "sign/ofd_sign/detail/package.h"

#include "package/zip_directory.h"
#include "package/zip_writer.h"
#include "sign/ofd_sign/detail/stamps.h"

#include <gtest/gtest.h>

using namespace gongwen;
using namespace gongwen::ofd_sign;

namespace {

using Files = std::vector<std::pair<std::string, std::string>>;

std::string zip_of(const Files& files) {
  package::ZipWriter zip;
  std::string out;
  for (const auto& [name, bytes] : files) out += zip.entry(package::stored_entry(name, bytes));
  return out + zip.end();
}

std::optional<PackageError> error_of(const std::string& bytes) {
  auto package = Package::open(bytes);
  return package ? std::nullopt : std::optional(package.error());
}

TEST(Package, OpensWhatAllProgramsReadInTheSameWay) {
  const std::string bytes = zip_of({{"OFD.xml", "<a/>"}, {"Doc_0/", ""}, {"Doc_0/中文.xml", "b"}});
  auto package = Package::open(bytes);
  ASSERT_TRUE(package);
  ASSERT_EQ(package->files().size(), 2U);
  EXPECT_EQ(package->files()[1].name, "Doc_0/中文.xml");
  EXPECT_EQ(package->read("OFD.xml"), "<a/>");
  EXPECT_FALSE(package->read("ofd.xml"));
  EXPECT_FALSE(package->has("Doc_0/"));
}

TEST(Package, RefusesNamesThatMeanOthers) {
  for (const std::string name : {"../a", "a/../b", "/a", "a//b", "a\\b", "c:a", "./a", "a/.", "\xff", "OFD.XML"}) {
    EXPECT_EQ(error_of(zip_of({{"OFD.xml", "x"}, {name, "x"}})), PackageError::Unusual) << name;
  }
  EXPECT_EQ(error_of(zip_of({{"a", "x"}, {"a", "y"}})), PackageError::Unusual);
}

TEST(Package, RefusesWhatIsHiddenBetweenEntries) {
  const std::string bytes = zip_of({{"OFD.xml", "x"}, {"b", "yy"}});
  EXPECT_EQ(error_of(bytes + "z"), PackageError::Unusual);
  EXPECT_EQ(error_of(bytes.substr(0, 30) + bytes), PackageError::Unusual);
  // An entry that the directory leaves out.
  package::ZipWriter zip;
  const std::string shown = zip.entry(package::stored_entry("OFD.xml", "x"));
  const std::string hidden = package::ZipWriter().entry(package::stored_entry("b", "yy"));
  EXPECT_EQ(error_of(shown + hidden + zip.end()), PackageError::Unusual);
  EXPECT_EQ(error_of(""), PackageError::NotPackage);
  EXPECT_EQ(error_of("PK\x03\x04"), PackageError::NotPackage);
}

TEST(Package, EachByteOfHeadersMatters) {
  const std::string bytes = zip_of({{"OFD.xml", "x"}, {"b", "yy"}});
  const auto original = package::read_directory(bytes);
  ASSERT_TRUE(original);
  for (std::size_t i = 0; i < bytes.size() * 8; ++i) {
    std::string changed = bytes;
    changed[i / 8] = static_cast<char>(changed[i / 8] ^ (1 << (i % 8)));
    auto package = Package::open(changed);
    if (!package) continue;
    // What is read is the same, or is noticed when it is read: dates and attributes have no effect.
    EXPECT_EQ(package->files().size(), 2U) << i;
    for (const std::string name : {"OFD.xml", "b"}) {
      const auto content = package->read(name);
      if (package->has(name) && content) {
        EXPECT_EQ(*content, name == "b" ? "yy" : "x") << i;
      }
    }
  }
}

TEST(Package, ReadsSizesAfterTheData) {
  // As programs in Java write entries: no sizes in the header, a descriptor after the data.
  std::string bytes = zip_of({{"OFD.xml", "x"}});
  constexpr std::size_t kLocal = 30 + 7 + 1;
  const std::size_t directory = bytes.find("PK\x01\x02");
  ASSERT_EQ(directory, kLocal);
  const std::string sizes = bytes.substr(14, 12);
  bytes[6] = static_cast<char>(bytes[6] | 8);
  bytes[directory + 8] = static_cast<char>(bytes[directory + 8] | 8);
  bytes.replace(14, 12, 12, '\0');
  bytes.insert(kLocal, "PK\x07\x08" + sizes);
  bytes[bytes.size() - 6] = static_cast<char>(kLocal + 16);
  EXPECT_EQ(error_of(bytes), std::nullopt);
  bytes[kLocal + 5] ^= 1;
  EXPECT_EQ(error_of(bytes), PackageError::Unusual);
}

std::string with_parts(const std::string& root, const std::string& list) {
  return zip_of({{"OFD.xml", root}, {"D/Signs/Signatures.xml", list}});
}

constexpr std::string_view kSpace = "\"http://www.ofdspec.org/2016\"";

TEST(SignatureParts, ListsOfOtherPrefixesAreContinued) {
  const std::string space(kSpace);
  for (const std::string prefix : {"ofd:", "", "o-1:"}) {
    const std::string name = prefix.empty() ? "xmlns" : "xmlns:" + prefix.substr(0, prefix.size() - 1);
    const std::string root = "<" + prefix + "OFD " + name + "=" + space + "><" + prefix + "DocBody ><" + prefix +
                             "DocRoot>D/Document.xml</" + prefix + "DocRoot></" + prefix + "DocBody\n></" + prefix +
                             "OFD>";
    const std::string list = "<" + prefix + "Signatures " + name + "=" + space + "><" + prefix + "MaxSignId>1</" +
                             prefix + "MaxSignId><" + prefix + "Signature ID=\"1\" BaseLoc=\"Sign_0/S.xml\" /></" +
                             prefix + "Signatures>";
    const std::string bytes = with_parts(root, list);
    auto package = Package::open(bytes);
    ASSERT_TRUE(package);
    const auto read = read_root(*package);
    ASSERT_TRUE(read && read->bodies.size() == 1);
    EXPECT_FALSE(read->bodies[0].has_list);
    const auto listed = add_list(root, read->bodies[0], "D/Signs/Signatures.xml");
    ASSERT_TRUE(listed);
    const auto old = read_list(*package, "D/Signs/Signatures.xml");
    ASSERT_TRUE(old && old->signatures.size() == 1);
    EXPECT_EQ(old->signatures[0].path, "D/Signs/Sign_0/S.xml");
    EXPECT_EQ(old->signatures[0].type, "Seal");
    const auto longer = add_to_list(list, *old, {"s002", "Seal", "D/Signs/Sign_1/Signature.xml"});
    ASSERT_TRUE(longer);
    const std::string again = with_parts(*listed, *longer);
    auto after = Package::open(again);
    ASSERT_TRUE(after);
    EXPECT_EQ(read_root(*after)->bodies[0].list, "D/Signs/Signatures.xml") << *listed;
    const auto both = read_list(*after, "D/Signs/Signatures.xml");
    ASSERT_TRUE(both && both->signatures.size() == 2) << *longer;
    EXPECT_EQ(both->signatures[1].path, "D/Signs/Sign_1/Signature.xml");
    EXPECT_NE(longer->find("MaxSignId>s002<"), std::string::npos);
  }
}

TEST(SignatureParts, DescriptionsAreReadAsTheyAreWritten) {
  SignatureFile file;
  file.provider = "a & b";
  file.method = "1.2";
  file.time = "20261124104500Z";
  file.check_method = "1.3";
  file.files = {{"/a&b.xml", "a&b.xml", std::string(32, '\xfe')}, {"/OFD.xml", "OFD.xml", std::string(32, '\0')}};
  file.stamps = {{"1", {99.0004, 0, 42, 42.5}, std::nullopt}, {"2", {-3, 1e-9, 42, 42}, Box{10.5, 0, 10.5, 42}}};
  file.seal = "D/S/Seal.esl";
  file.value = "D/S/SignedValue.dat";
  const std::string bytes = zip_of({{"D/S/Signature.xml", write_signature_file(file)}});
  auto package = Package::open(bytes);
  const auto read = read_signature_file(*package, "D/S/Signature.xml");
  ASSERT_TRUE(read);
  EXPECT_EQ(read->provider, file.provider);
  EXPECT_EQ(read->time, file.time);
  EXPECT_EQ(read->check_method, "1.3");
  ASSERT_EQ(read->files.size(), 2U);
  EXPECT_EQ(read->files[0].path, "a&b.xml");
  EXPECT_EQ(read->files[0].digest, file.files[0].digest);
  ASSERT_EQ(read->stamps.size(), 2U);
  EXPECT_EQ(read->stamps[0].box, (Box{99, 0, 42, 42.5}));
  EXPECT_FALSE(read->stamps[0].clip);
  EXPECT_EQ(read->stamps[1].box, (Box{-3, 0, 42, 42}));
  EXPECT_EQ(read->stamps[1].clip, (Box{10.5, 0, 10.5, 42}));
  EXPECT_EQ(read->seal, file.seal);
  EXPECT_EQ(read->value, file.value);
}

}  // namespace
