#include "service/inbox/idempotency.h"

#include "open_inbox.h"

using namespace gongwen::inbox;

namespace {

constexpr Seconds kNow = 1'790'000'000;
using Kind = KeyedState::Kind;

class IdempotencyTest : public InboxTest {
 protected:
  void SetUp() override {
    InboxTest::SetUp();
    ASSERT_FALSE(Idempotency(*inbox_).prepare());
  }
  Kind begin(const KeyedRequest& request, Seconds now = kNow) { return Idempotency(*inbox_).begin(request, now)->kind; }

  const KeyedRequest request_{"key:a", "order 1", "hash"};
  const KeptAnswer answer_{202, {{"Location", "/api/v1/jobs/j-1"}, {"X", "引\"号"}}, "{\"id\":\"j-1\"}"};
};

TEST_F(IdempotencyTest, AnswersOnce) {
  Idempotency known(*inbox_);
  EXPECT_EQ(begin(request_), Kind::New);
  // Whoever was at it died before there was an answer.
  EXPECT_EQ(begin(request_), Kind::New);
  ASSERT_FALSE(known.keep(request_, answer_));
  const auto state = known.begin(request_, kNow + 1);
  ASSERT_TRUE(state);
  EXPECT_EQ(state->kind, Kind::Answered);
  EXPECT_EQ(state->answer.status, answer_.status);
  EXPECT_EQ(state->answer.headers, answer_.headers);
  EXPECT_EQ(state->answer.body, answer_.body);
}

TEST_F(IdempotencyTest, KnowsWhoseKeyIsOfWhat) {
  EXPECT_EQ(begin(request_), Kind::New);
  EXPECT_EQ(begin({"key:a", "order 1", "other"}), Kind::Other);
  EXPECT_EQ(begin({"key:b", "order 1", "other"}), Kind::New);
  EXPECT_EQ(begin({"key:a", "order 2", "hash"}), Kind::New);
  EXPECT_EQ(begin({"key:a order", "1", "hash"}), Kind::New);
}

TEST_F(IdempotencyTest, ForgetsWhatWasNotDone) {
  Idempotency known(*inbox_);
  EXPECT_EQ(begin(request_), Kind::New);
  ASSERT_FALSE(known.forget(request_));
  EXPECT_EQ(begin(request_), Kind::New);
  ASSERT_FALSE(known.keep(request_, answer_));
  ASSERT_FALSE(known.prepare());
  EXPECT_EQ(begin(request_), Kind::Answered);
  ASSERT_FALSE(known.forget(request_));
  EXPECT_EQ(known.keep(request_, answer_)->kind, Fault::Kind::NotFound);
}

TEST_F(IdempotencyTest, KeepsForADay) {
  Idempotency known(*inbox_);
  EXPECT_EQ(begin(request_), Kind::New);
  ASSERT_FALSE(known.keep(request_, answer_));
  EXPECT_EQ(begin(request_, kNow + Idempotency::kKept - 1), Kind::Answered);
  EXPECT_EQ(begin(request_, kNow + Idempotency::kKept), Kind::New);
}

TEST_F(IdempotencyTest, RefusesWhatIsDamaged) {
  Idempotency known(*inbox_);
  EXPECT_EQ(begin(request_), Kind::New);
  ASSERT_FALSE(known.keep(request_, answer_));
  ASSERT_TRUE(inbox_->run("UPDATE gw_idempotency SET headers = '[1'", {}));
  EXPECT_EQ(known.begin(request_, kNow).error().kind, Fault::Kind::Damaged);
}

}  // namespace
