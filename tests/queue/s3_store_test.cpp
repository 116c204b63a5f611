// Answers without a server; with one whose address is in the variables of AWS tools (tests/queue/test_storage.py)
// the store itself.
#include "queue/detail/s3_store.h"

#include "support/skips.h"

#include <cstdlib>

#include <gtest/gtest.h>

namespace {

using namespace gongwen::queue;
using gongwen::resources::HttpAnswer;

std::string error_body(const std::string& code) {
  return "<?xml version=\"1.0\"?><Error><Code>" + code + "</Code></Error>";
}

S3Problem problem(long status, const std::string& code) {
  HttpAnswer reply{.state = HttpAnswer::State::Answered};
  reply.status = status;
  reply.body = error_body(code);
  return problem_of(reply).value_or(S3Problem{});
}

TEST(S3AnswerTest, ReasonsHaveStatusCodeAndWords) {
  EXPECT_EQ(problem(404, "NoSuchBucket").reason, "the bucket does not exist (HTTP 404, NoSuchBucket)");
  EXPECT_EQ(problem(418, "Teapot").reason, "HTTP 418, Teapot");
  HttpAnswer reply{.state = HttpAnswer::State::Answered};
  reply.status = 403;
  reply.body = "<html>proxy</html>";
  EXPECT_EQ(problem_of(reply)->reason, "access denied (HTTP 403)");
}

TEST(S3AnswerTest, CodesOfOthersAreNotRepeated) {
  EXPECT_EQ(problem(400, "a b").reason, "HTTP 400");
  EXPECT_EQ(problem(400, std::string(65, 'a')).reason, "HTTP 400");
  HttpAnswer reply{.state = HttpAnswer::State::Answered};
  reply.status = 400;
  reply.body = "<Code>Unended";
  EXPECT_EQ(problem_of(reply)->reason, "HTTP 400, Unended");
}

TEST(S3AnswerTest, WhatPassesAndWhatIsMissing) {
  for (const long status : {500L, 502L, 503L, 504L, 429L, 408L}) EXPECT_TRUE(problem(status, "X").is_passing) << status;
  EXPECT_TRUE(problem(400, "RequestTimeout").is_passing);
  for (const long status : {301L, 307L, 400L, 403L, 404L}) EXPECT_FALSE(problem(status, "X").is_passing) << status;
  EXPECT_TRUE(problem(404, "NoSuchKey").is_missing);
  EXPECT_TRUE(problem(404, "").is_missing);
  EXPECT_FALSE(problem(404, "NoSuchBucket").is_missing);
  HttpAnswer lost;
  lost.state = HttpAnswer::State::Lost;
  EXPECT_TRUE(problem_of(lost)->is_passing);
  lost.state = HttpAnswer::State::Failed;
  EXPECT_FALSE(problem_of(lost)->is_passing);
  HttpAnswer good{.state = HttpAnswer::State::Answered};
  good.status = 204;
  EXPECT_FALSE(problem_of(good));
}

TEST(S3AnswerTest, KeysAreNeeded) {
  const auto store = open_object_store("s3://documents", {.endpoint = "http://127.0.0.1:1"});
  ASSERT_FALSE(store);
  EXPECT_EQ(store.error().kind, Error::Kind::Unusable);
  const auto broken = open_object_store(
      "s3://documents",
      {.endpoint = "http://127.0.0.1:1", .access_key = "a", .secret_key = "b", .session_token = "x\r\ny"});
  ASSERT_FALSE(broken);
  EXPECT_EQ(broken.error().kind, Error::Kind::Unusable);
}

std::string variable(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? std::string() : value;
}

class S3StoreTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const std::string place = variable("GONGWEN_TEST_STORE");
    if (place.empty()) GONGWEN_SKIP_WITHOUT(ObjectStore);
    auto store = open_object_store(
        place, {variable("AWS_ENDPOINT_URL"), variable("AWS_REGION"), variable("AWS_ACCESS_KEY_ID"),
                variable("AWS_SECRET_ACCESS_KEY"), variable("AWS_SESSION_TOKEN"), variable("AWS_CA_BUNDLE")});
    ASSERT_TRUE(store) << store.error().reason;
    store_ = *std::move(store);
    EXPECT_EQ(store_->name(), place);
  }

  std::unique_ptr<ObjectStore> store_;
  const std::string hash_ = "ab12cd34ab12cd34ab12cd34ab12cd34";
};

TEST_F(S3StoreTest, WhatWasPutIsThereUntilItIsRemoved) {
  // One that is asked for before it is put again, an empty one, and a short one with all bytes.
  std::string all;
  for (int byte = 0; byte < 256; ++byte) all.push_back(static_cast<char>(byte));
  for (const std::string& bytes : {std::string(3'000'000, 'x'), std::string(), all}) {
    EXPECT_EQ(store_->get(hash_, kMaxObject).error().kind, Error::Kind::Missing);
    for (int time = 0; time < 2; ++time) {
      const auto error = store_->put(hash_, bytes);
      EXPECT_FALSE(error) << error->reason;
    }
    const auto got = store_->get(hash_, bytes.size());
    ASSERT_TRUE(got) << got.error().reason;
    EXPECT_TRUE(*got == bytes);
    for (int time = 0; time < 2; ++time) EXPECT_FALSE(store_->remove(hash_));
  }
}

TEST_F(S3StoreTest, WhatIsLongerThanItMayBeIsNotRead) {
  ASSERT_FALSE(store_->put(hash_, "documents"));
  EXPECT_EQ(store_->get(hash_, 8).error().kind, Error::Kind::Missing);
  EXPECT_EQ(*store_->get(hash_, 9), "documents");
  EXPECT_FALSE(store_->remove(hash_));
}

TEST_F(S3StoreTest, NamesOfMessagesAreNoPaths) {
  for (const char* const name : {"", "..", "../../etc/passwd", "ab", "AB12CD34AB12CD34AB12CD34AB12CD34"}) {
    EXPECT_EQ(store_->get(name, kMaxObject).error().kind, Error::Kind::Missing) << name;
    EXPECT_TRUE(store_->put(name, "x")) << name;
    EXPECT_FALSE(store_->remove(name)) << name;
  }
}

}  // namespace
