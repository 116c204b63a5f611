#include "intake/signed_pdf.h"

#include <gtest/gtest.h>

namespace {

using namespace gongwen::intake;

SignedPdf example() {
  SignatureFacts signature;
  signature.field = "签名-1";
  signature.page = 3;
  signature.contents = std::string("\x30\x00\xFF\n", 4);
  signature.range = {0, 10, 20, 30};
  signature.faults = {RangeError::NotRevision, RangeError::GapNotContents};
  signature.revision = 1;
  signature.certification = 2;
  signature.lock = {FieldLock::Action::Include, {"a", "b"}, 1};
  FileChange change{ChangeKind::FieldValue, 2, "name", 14, "", "一", "二"};
  change.effect = Effect::Acts;
  SignedPdf file;
  file.signatures = {signature};
  file.revisions = {{100, {}}, {200, {change}}};
  file.certificates = {std::string("\0\1", 2)};
  file.unlisted = 3;
  return file;
}

TEST(SignedPdfWire, KeepsAll) {
  const SignedPdf file = example();
  const auto read = parse_signed_pdf(write_signed_pdf(file));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->signatures, file.signatures);
  EXPECT_EQ(read->revisions, file.revisions);
  EXPECT_EQ(read->certificates, file.certificates);
  EXPECT_EQ(read->unlisted, file.unlisted);
}

TEST(SignedPdfWire, TakesNothingForGranted) {
  SignedPdf file = example();
  file.signatures.front().revision = 2;  // of two
  EXPECT_FALSE(parse_signed_pdf(write_signed_pdf(file)));
  const std::string text = write_signed_pdf(example());
  for (std::size_t length = 0; length < text.size(); ++length) {
    EXPECT_FALSE(parse_signed_pdf(std::string_view(text).substr(0, length))) << length;
  }
  EXPECT_FALSE(parse_signed_pdf("[[],[],[],[],[]]"));
  EXPECT_FALSE(parse_signed_pdf("[[],[[1,[[999,0,\"\",0,\"\",\"\",\"\",0,0]]]],[],[],[],[]]"));
}

TEST(SignedPdf, FilesThatAreNoneGiveANotice) {
  for (const std::string_view bytes : {"", "hello", "%PDF-1.7\n", "%PDF-1.7\nstartxref\n99999999999999999999\n%%EOF"}) {
    const SignedPdf file = read_signed_pdf(bytes, {});
    EXPECT_TRUE(file.signatures.empty());
    EXPECT_FALSE(file.notices.empty());
  }
}

}  // namespace
