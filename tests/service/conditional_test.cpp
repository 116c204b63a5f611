#include "service/http/conditional.h"

#include <memory>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace {

using namespace gongwen::http;

constexpr std::string_view kSunday = "Sun, 06 Nov 1994 08:49:37 GMT";
constexpr std::string_view kSaturday = "Sat, 05 Nov 1994 08:49:37 GMT";

RequestHead asks(std::string_view method, std::vector<Header> headers) {
  RequestHead head;
  head.method = method;
  head.headers = std::move(headers);
  return head;
}

Validators version_a() { return {"\"a\"", 784111777, true}; }

Condition check(std::string_view method, std::vector<Header> headers, const Validators& validators) {
  return check_conditions(asks(method, std::move(headers)), validators);
}

TEST(HasEtag, WeakTagsAreEqualOnlyWhereAllowed) {
  EXPECT_TRUE(has_etag("\"b\", W/\"x,y\" ,\"a\"", "\"a\"", false));
  EXPECT_TRUE(has_etag("W/\"x,y\"", "W/\"x,y\"", true));
  EXPECT_FALSE(has_etag("W/\"a\"", "\"a\"", false));
  EXPECT_FALSE(has_etag("W/\"a\"", "W/\"a\"", false));
  EXPECT_TRUE(has_etag("W/\"a\"", "\"a\"", true));
  EXPECT_FALSE(has_etag("a, \"b\"", "\"b\"", true));
  EXPECT_FALSE(has_etag("\"a", "\"a\"", true));
  EXPECT_FALSE(has_etag("", "\"a\"", true));
}

TEST(CheckConditions, IfMatchIsForChanges) {
  EXPECT_EQ(check("PUT", {{"if-match", "\"a\""}}, version_a()), Condition::Passed);
  EXPECT_EQ(check("PUT", {{"if-match", "\"b\""}, {"if-match", "\"a\""}}, version_a()), Condition::Passed);
  EXPECT_EQ(check("PUT", {{"if-match", "\"b\""}}, version_a()), Condition::Failed);
  EXPECT_EQ(check("PUT", {{"if-match", "*"}}, version_a()), Condition::Passed);
  EXPECT_EQ(check("PUT", {{"if-match", "*"}}, {"", {}, false}), Condition::Failed);
  EXPECT_EQ(check("PUT", {{"if-unmodified-since", std::string(kSaturday)}}, version_a()), Condition::Failed);
  EXPECT_EQ(check("PUT", {{"if-unmodified-since", std::string(kSunday)}}, version_a()), Condition::Passed);
}

TEST(CheckConditions, IfNoneMatchIsForReading) {
  EXPECT_EQ(check("GET", {{"if-none-match", "W/\"a\""}}, version_a()), Condition::NotModified);
  EXPECT_EQ(check("HEAD", {{"if-none-match", "*"}}, version_a()), Condition::NotModified);
  EXPECT_EQ(check("POST", {{"if-none-match", "\"a\""}}, version_a()), Condition::Failed);
  EXPECT_EQ(check("GET", {{"if-none-match", "\"b\""}}, version_a()), Condition::Passed);
  EXPECT_EQ(check("PUT", {{"if-none-match", "*"}}, {"", {}, false}), Condition::Passed);
  // The time counts only without a tag.
  EXPECT_EQ(check("GET", {{"if-none-match", "\"b\""}, {"if-modified-since", std::string(kSunday)}}, version_a()),
            Condition::Passed);
  EXPECT_EQ(check("GET", {{"if-modified-since", std::string(kSunday)}}, version_a()), Condition::NotModified);
  EXPECT_EQ(check("GET", {{"if-modified-since", std::string(kSaturday)}}, version_a()), Condition::Passed);
  EXPECT_EQ(check("POST", {{"if-modified-since", std::string(kSunday)}}, version_a()), Condition::Passed);
  EXPECT_EQ(check("GET", {{"if-modified-since", "yesterday"}}, version_a()), Condition::Passed);
}

Response answer(std::vector<Header> headers, std::string_view method = "GET") {
  return answer_bytes(asks(method, std::move(headers)), "0123456789", version_a(), {{"Content-Type", "text/plain"}});
}

std::string header_of(const Response& response, std::string_view name) {
  const std::string* const value = find_header(response.headers, name);
  return value == nullptr ? "" : *value;
}

TEST(AnswerBytes, SingleRanges) {
  const std::tuple<std::string, std::string, std::string> cases[] = {
      {"bytes=0-0", "0", "bytes 0-0/10"},  {"bytes=2-4", "234", "bytes 2-4/10"},
      {"bytes=8-", "89", "bytes 8-9/10"},  {"bytes=8-100", "89", "bytes 8-9/10"},
      {"bytes=-3", "789", "bytes 7-9/10"}, {"bytes=-100", "0123456789", "bytes 0-9/10"},
  };
  for (const auto& [range, body, content] : cases) {
    const Response response = answer({{"range", range}});
    EXPECT_EQ(response.status, 206U) << range;
    EXPECT_EQ(response.body, body) << range;
    EXPECT_EQ(header_of(response, "Content-Range"), content) << range;
  }
}

TEST(AnswerBytes, OtherRangesAreIgnoredOrRefused) {
  for (const std::string range : {"bytes=", "bytes=-", "bytes=4-2", "bytes=a-b", "bytes=1-2,4-5", "lines=1-2",
                                  "bytes 1-2", "bytes=1-2x", "bytes=99999999999999999999-"}) {
    const Response response = answer({{"range", range}});
    EXPECT_EQ(response.status, 200U) << range;
    EXPECT_EQ(response.body, "0123456789") << range;
  }
  for (const std::string range : {"bytes=10-", "bytes=10-20", "bytes=-0"}) {
    const Response response = answer({{"range", range}});
    EXPECT_EQ(response.status, 416U) << range;
    EXPECT_EQ(header_of(response, "Content-Range"), "bytes */10") << range;
  }
  EXPECT_EQ(answer({{"range", "bytes=1-2"}}, "HEAD").status, 200U);
}

TEST(AnswerBytes, RangesAreOfTheVersionThatTheClientHas) {
  EXPECT_EQ(answer({{"range", "bytes=1-2"}, {"if-range", "\"a\""}}).status, 206U);
  EXPECT_EQ(answer({{"range", "bytes=1-2"}, {"if-range", "W/\"a\""}}).status, 200U);
  EXPECT_EQ(answer({{"range", "bytes=1-2"}, {"if-range", "\"b\""}}).status, 200U);
  EXPECT_EQ(answer({{"range", "bytes=1-2"}, {"if-range", std::string(kSunday)}}).status, 206U);
  EXPECT_EQ(answer({{"range", "bytes=1-2"}, {"if-range", std::string(kSaturday)}}).status, 200U);
}

TEST(AnswerBytes, NotModifiedHasNoContent) {
  const Response response = answer({{"if-none-match", "\"a\""}});
  EXPECT_EQ(response.status, 304U);
  EXPECT_TRUE(response.body.empty());
  EXPECT_EQ(header_of(response, "ETag"), "\"a\"");
  EXPECT_EQ(header_of(response, "Content-Type"), "");
  EXPECT_EQ(header_of(response, "Last-Modified"), kSunday);
  EXPECT_EQ(answer({{"if-match", "\"b\""}}).status, 412U);
}

TEST(AnswerBytes, HeadersOfAllAnswersAreInEach) {
  const std::vector<Header> headers = {{"Content-Type", "text/plain"},
                                       {"Content-Security-Policy", "sandbox"},
                                       {"Content-Location", "/a"},
                                       {"Cache-Control", "max-age=1"},
                                       {"X-Other", "1"}};
  const auto ask = [&](std::vector<Header> asked) {
    return answer_bytes(asks("GET", std::move(asked)), "0123456789", version_a(), headers);
  };
  const Response unchanged = ask({{"if-none-match", "\"a\""}});
  EXPECT_EQ(header_of(unchanged, "Content-Security-Policy"), "sandbox");
  EXPECT_EQ(header_of(unchanged, "Content-Location"), "/a");
  EXPECT_EQ(header_of(unchanged, "Cache-Control"), "max-age=1");
  EXPECT_EQ(header_of(unchanged, "Content-Type"), "");
  for (const Response& refused : {ask({{"if-match", "\"b\""}}), ask({{"range", "bytes=10-"}})}) {
    EXPECT_EQ(header_of(refused, "Content-Security-Policy"), "sandbox");
    EXPECT_EQ(header_of(refused, "X-Other"), "1");
    EXPECT_EQ(header_of(refused, "Content-Type"), "application/problem+json");
    EXPECT_EQ(header_of(refused, "Cache-Control"), "no-store");
    EXPECT_EQ(header_of(refused, "Content-Location"), "");
  }
}

TEST(AnswerFile, RangesAreSlices) {
  const FileSlice file{std::make_shared<const gongwen::resources::FileDescriptor>(), 100, 10};
  const Response response = answer_file(asks("GET", {{"range", "bytes=2-4"}}), file, version_a(), {});
  ASSERT_TRUE(response.file);
  EXPECT_EQ(response.file->offset, 102U);
  EXPECT_EQ(response.file->length, 3U);
  EXPECT_FALSE(answer_file(asks("GET", {{"if-none-match", "*"}}), file, version_a(), {}).file);
}

}  // namespace
