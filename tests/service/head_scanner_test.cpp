// The limits of a request's head, on both sides of each.
#include "service/http/detail/head_scanner.h"

#include <optional>
#include <string>

#include <gtest/gtest.h>

namespace {

using namespace gongwen::http;

/// What is wrong with the head, or its length; 0: it waits for more.
struct Scanned {
  std::optional<Refusal> refusal;
  std::size_t length = 0;
};

Scanned scan(const std::string& input, const ServerLimits& limits = {}) {
  const auto scanned = HeadScanner(limits).scan(input);
  return scanned ? Scanned{{}, *scanned} : Scanned{scanned.error().refusal, 0};
}

std::string head_with(std::size_t headers) {
  std::string head = "GET / HTTP/1.1\r\n";
  for (std::size_t i = 0; i < headers; ++i) head += "X: y\r\n";
  return head + "\r\n";
}

}  // namespace

TEST(HeadScanner, ExactlyAsManyHeadersAsTheLimitSays) {
  EXPECT_EQ(ServerLimits().headers, 100U);
  const std::string most = head_with(100);
  EXPECT_EQ(scan(most).refusal, std::nullopt);
  EXPECT_EQ(scan(most).length, most.size());
  EXPECT_EQ(scan(head_with(101)).refusal, Refusal::HeadTooLarge);
  ServerLimits two;
  two.headers = 2;
  EXPECT_EQ(scan(head_with(2), two).refusal, std::nullopt);
  EXPECT_EQ(scan(head_with(3), two).refusal, Refusal::HeadTooLarge);
}

TEST(HeadScanner, ExactlyAsManyBytesAsTheLimitSays) {
  const std::string head = head_with(3);
  ServerLimits limits;
  limits.head_bytes = head.size();
  EXPECT_EQ(scan(head, limits).length, head.size());
  EXPECT_EQ(scan(head + "body", limits).length, head.size());
  const std::string unfinished = head.substr(0, head.size() - 1);
  EXPECT_EQ(scan(unfinished, limits).refusal, std::nullopt);
  limits.head_bytes = head.size() - 1;
  EXPECT_EQ(scan(head, limits).refusal, Refusal::HeadTooLarge);
  EXPECT_EQ(scan(unfinished, limits).refusal, Refusal::HeadTooLarge);
}

TEST(HeadScanner, ALineWithALongerTargetThanTheLimitIsRefusedBeforeItEnds) {
  ServerLimits limits;
  limits.target_bytes = 10;
  const std::string line(10 + 32, 'x');
  EXPECT_EQ(scan(line, limits).refusal, std::nullopt);
  EXPECT_EQ(scan(line + "\r\n\r\n", limits).length, line.size() + 4);
  EXPECT_EQ(scan(line + "x", limits).refusal, Refusal::TargetTooLong);
  EXPECT_EQ(scan(line + "x\r\n\r\n", limits).refusal, Refusal::TargetTooLong);
}
