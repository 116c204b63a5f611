#include "service/detail/scan_marks.h"

#include "service/detail/scan_task.h"
#include "service/inbox/receipt.h"

#include <gtest/gtest.h>

using namespace gongwen::service;

namespace {

constexpr const char* kReceipt = "CN-2026-000001-7";
const std::string kFirst = "e86afce394bd0123456789";
const std::string kSecond = "0123456789abcdef";

ScanReading read(const std::string& pages) { return parse_reading("{\"pages\":" + pages + ",\"cut\":false}"); }

std::string code(const std::string& hash, const std::string& page) {
  return "\"" + mark_of_version(kReceipt, hash) + ":" + page + "\"";
}

}  // namespace

TEST(ScanMarks, CodesAreRead) {
  EXPECT_EQ(mark_of_version(kReceipt, kFirst), "GW1:CN-2026-000001-7:E86AFCE394BD");
  const auto mark = parse_mark("GW1:CN-2026-000001-7:E86AFCE394BD:2/4");
  ASSERT_TRUE(mark);
  EXPECT_EQ(*mark, (ScanMark{kReceipt, "E86AFCE394BD", 2, 4}));
  EXPECT_TRUE(is_of_version(*mark, kFirst));
  EXPECT_FALSE(is_of_version(*mark, kSecond));
  EXPECT_FALSE(is_of_version(*mark, ""));
}

TEST(ScanMarks, OtherCodesAreNone) {
  for (const char* text :
       {"", "GW1:", "HELLO", "GW2:CN-2026-000001-7:E86AFCE394BD:2/4", "GW1:CN-2026-000001-8:E86AFCE394BD:2/4",
        "GW1:cn-2026-000001-7:E86AFCE394BD:2/4", "GW1:CN-2026-000001-7:e86afce394bd:2/4",
        "GW1:CN-2026-000001-7:E86AFCE394B:2/4", "GW1:CN-2026-000001-7:E86AFCE394BD:0/4",
        "GW1:CN-2026-000001-7:E86AFCE394BD:5/4", "GW1:CN-2026-000001-7:E86AFCE394BD:2/", "GW1:CN-2026-000001-7:2/4",
        "GW1:CN-2026-000001-7:E86AFCE394BD:2/4/", "GW1:CN-2026-000001-7:E86AFCE394BD:1/99999"}) {
    EXPECT_FALSE(parse_mark(text)) << text;
  }
}

TEST(ScanMarks, ScansAreJudged) {
  const std::vector<std::string> hashes{kFirst, kSecond};
  const auto judge = [&](const std::string& pages) {
    const ScanReading reading = read(pages);
    return judge_scans({&reading, 1}, kReceipt, hashes);
  };
  EXPECT_TRUE(judge("[[" + code(kSecond, "2/2") + "],[" + code(kSecond, "1/2") + "]]").is_whole());
  const ScanVerdict part = judge("[[" + code(kSecond, "3/4") + "],[]]");
  EXPECT_FALSE(part.is_whole());
  EXPECT_EQ(part.without_code, 1U);
  EXPECT_EQ(
      verdict_words(part, gongwen::diagnostics::Language::Chinese).find("缺第1–2、4页（共4页）") != std::string::npos,
      true);
  EXPECT_EQ(judge("[[" + code(kFirst, "1/2") + "]]").older, 1);
  EXPECT_TRUE(judge("[[" + code("ffffffffffff", "1/2") + "]]").has_unknown);
  EXPECT_TRUE(judge("[[\"GW1:" + gongwen::inbox::receipt_text({"CN", 2026, 2}) + ":E86AFCE394BD:2/4\"]]").has_others);
  EXPECT_FALSE(judge("[[],[]]").has_own());
  EXPECT_EQ(page_list({1, 2, 3, 5, 7, 8}), "1–3, 5, 7–8");
}

TEST(ScanMarks, FilesThatWereNotReadAreSaid) {
  using gongwen::diagnostics::Language;
  const std::vector<std::string> hashes{kFirst};
  const std::vector<ScanReading> readings{read("[[" + code(kFirst, "1/1") + "]]"), ScanReading()};
  EXPECT_EQ(office_verdict(judge_scans(readings, kReceipt, hashes), Language::English),
            "all 1 pages; further files that were not read: 1");
  EXPECT_EQ(office_verdict(judge_scans({readings.data(), 1}, kReceipt, hashes), Language::English), "all 1 pages");
  const ScanVerdict unread = judge_scans({readings.data() + 1, 1}, kReceipt, hashes);
  EXPECT_EQ(office_verdict(unread, Language::English), "not read");
  EXPECT_EQ(verdict_words(unread, Language::Chinese), "未能识别扫描件，文件已收到，由工作人员核对。");
}

TEST(ScanMarks, AnswersOfWorkersAreNotTakenForGranted) {
  for (const char* text : {"", "[]", "{}", "{\"pages\":[],\"cut\":true}", "{\"error\":\"unreadable\"}", "x"}) {
    EXPECT_FALSE(parse_reading(text).is_read) << text;
  }
  EXPECT_EQ(read("[[1,{}],{},7,[null]]").pages, std::vector<std::vector<ScanMark>>(4));
  const ScanReading reading = read("[[" + code(kFirst, "1/1") + "],[]]");
  EXPECT_EQ(parse_kept_reading(kept_reading(reading)).pages, reading.pages);
  TaskAnswer answer;
  write_parts({{"a.pdf", {1, 3}, ScanTrouble::None, "pdf", "bytes", reading},
               {"b.txt", {}, ScanTrouble::UnknownType, "", "", {}}},
              answer);
  const auto parts = read_parts(answer);
  ASSERT_TRUE(parts);
  ASSERT_EQ(parts->size(), 2U);
  EXPECT_EQ(parts->front().bytes, "bytes");
  EXPECT_EQ(parts->front().pages, (std::vector<std::size_t>{1, 3}));
  EXPECT_EQ(parts->back().trouble, ScanTrouble::UnknownType);
  answer.body.pop_back();
  EXPECT_FALSE(read_parts(answer));
  answer.reading = "[{}]";
  EXPECT_FALSE(read_parts(answer));
}
