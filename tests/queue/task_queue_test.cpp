// Against the broker whose address is in GONGWEN_TEST_QUEUE (tests/queue/test_machines.py starts one).
#include "queue/task_queue.h"

#include "support/skips.h"

#include <cstdlib>
#include <set>
#include <thread>

#include <gtest/gtest.h>

namespace {

using namespace gongwen;
using namespace gongwen::queue;

using std::chrono::milliseconds;

class TaskQueueTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const char* const address = std::getenv("GONGWEN_TEST_QUEUE");
    if (address == nullptr) GONGWEN_SKIP_WITHOUT(QueueServer);
    address_ = address;
    publisher_ = open();
    drain(kTasks);
    drain(kDeadTasks);
  }

  std::unique_ptr<TaskQueue> open() const {
    auto queue = TaskQueue::open(address_);
    if (!queue) ADD_FAILURE() << queue.error().reason;
    return queue ? *std::move(queue) : nullptr;
  }

  std::unique_ptr<TaskQueue> taker(std::string_view from, std::uint16_t ahead = 4) const {
    auto queue = open();
    EXPECT_FALSE(queue->take_from(from, ahead));
    return queue;
  }

  void drain(std::string_view queue) const {
    const auto all = taker(queue, 64);
    while (const auto left = take(*all, milliseconds(100))) ASSERT_FALSE(all->acknowledge(left->ticket));
  }

  void publish(std::string_view queue, const std::vector<std::string>& bodies) const {
    const auto safe = publisher_->publish(queue, bodies);
    ASSERT_TRUE(safe) << safe.error().reason;
    EXPECT_EQ(*safe, std::vector<bool>(bodies.size(), true));
  }

  static std::optional<Delivery> take(TaskQueue& queue, milliseconds time = milliseconds(5'000)) {
    auto delivery = queue.take(time);
    if (!delivery) ADD_FAILURE() << delivery.error().reason;
    return delivery ? *std::move(delivery) : std::nullopt;
  }

  std::string address_;
  std::unique_ptr<TaskQueue> publisher_;
};

TEST_F(TaskQueueTest, WhatIsAcknowledgedDoesNotComeAgain) {
  publish(kTasks, {"一", "two", std::string(100'000, 'x')});
  const auto one = taker(kTasks);
  for (const std::string& body : {std::string("一"), std::string("two"), std::string(100'000, 'x')}) {
    const auto delivery = take(*one);
    ASSERT_TRUE(delivery);
    EXPECT_EQ(delivery->body, body);
    EXPECT_EQ(delivery->redeliveries, 0U);
    EXPECT_FALSE(one->acknowledge(delivery->ticket));
  }
  EXPECT_FALSE(take(*one, milliseconds(200)));
  EXPECT_EQ(publisher_->watch(kTasks)->waiting, 0U);
}

TEST_F(TaskQueueTest, ATakerThatIsLostLosesNothing) {
  publish(kTasks, {"a", "b"});
  {
    const auto one = taker(kTasks);
    const auto first = take(*one);
    ASSERT_TRUE(first);
  }
  const auto other = taker(kTasks);
  std::multiset<std::string> bodies;
  std::uint32_t redeliveries = 0;
  for (int i = 0; i < 2; ++i) {
    const auto delivery = take(*other, milliseconds(10'000));
    ASSERT_TRUE(delivery);
    bodies.insert(delivery->body);
    redeliveries += delivery->redeliveries;
    EXPECT_FALSE(other->acknowledge(delivery->ticket));
  }
  EXPECT_EQ(bodies, (std::multiset<std::string>{"a", "b"}));
  EXPECT_GE(redeliveries, 1U);
}

TEST_F(TaskQueueTest, ATaskThatIsGivenBackAgainAndAgainIsDead) {
  publish(kTasks, {"poison"});
  const auto one = taker(kTasks, 1);
  for (std::uint32_t i = 0; i <= kMaxRedeliveries; ++i) {
    const auto delivery = take(*one);
    ASSERT_TRUE(delivery) << i;
    EXPECT_EQ(delivery->redeliveries, i);
    EXPECT_FALSE(one->give_back(delivery->ticket));
  }
  EXPECT_FALSE(take(*one, milliseconds(500)));
  const auto dead = taker(kDeadTasks, 1);
  const auto delivery = take(*dead);
  ASSERT_TRUE(delivery);
  EXPECT_EQ(delivery->body, "poison");
  EXPECT_FALSE(dead->acknowledge(delivery->ticket));
}

TEST_F(TaskQueueTest, WhatIsDeadCanBeKept) {
  publish(kDeadTasks, {"poison, with what is known of it"});
  const auto dead = taker(kDeadTasks, 1);
  const auto delivery = take(*dead);
  ASSERT_TRUE(delivery);
  EXPECT_EQ(delivery->body, "poison, with what is known of it");
  EXPECT_FALSE(dead->acknowledge(delivery->ticket));
}

TEST_F(TaskQueueTest, OnlySoManyAreAhead) {
  publish(kTasks, {"1", "2", "3"});
  const auto one = taker(kTasks, 2);
  ASSERT_TRUE(take(*one));
  ASSERT_TRUE(take(*one));
  EXPECT_FALSE(take(*one, milliseconds(300)));
  const auto other = taker(kTasks, 2);
  const auto third = take(*other);
  ASSERT_TRUE(third);
  EXPECT_EQ(third->body, "3");
}

TEST_F(TaskQueueTest, AnswersGoWithTheConnectionOfTheirBatch) {
  const std::string results = results_of("01test");
  {
    const auto batch = open();
    ASSERT_FALSE(batch->declare(results));
    ASSERT_FALSE(batch->take_from(results, 10));
    publish(results, {"r"});
    EXPECT_TRUE(publisher_->watch(results));
  }
  // The broker takes a moment to see that a connection has ended.
  for (int i = 0; i < 100 && publisher_->watch(results); ++i) std::this_thread::sleep_for(milliseconds(50));
  const auto state = publisher_->watch(results);
  ASSERT_FALSE(state);
  EXPECT_EQ(state.error().kind, Error::Kind::Missing);
  const auto lost = publisher_->publish(results, std::vector<std::string>{"late"});
  ASSERT_FALSE(lost);
  EXPECT_EQ(lost.error().kind, Error::Kind::Missing);
  // A refusal costs nothing else.
  publish(kTasks, {"after"});
}

TEST_F(TaskQueueTest, WhatIsInAClosedQueueCanBeTaken) {
  const std::string results = results_of("02test");
  ASSERT_FALSE(publisher_->declare(results));
  publish(results, {"held", "waiting"});
  const auto one = taker(results, 1);
  const auto held = take(*one);
  ASSERT_TRUE(held);
  EXPECT_EQ(held->body, "held");
  EXPECT_FALSE(one->close(results));
  const auto late = publisher_->publish(results, std::vector<std::string>{"late"});
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().kind, Error::Kind::Missing);
  EXPECT_FALSE(one->acknowledge(held->ticket));
  const auto waiting = take(*one);
  ASSERT_TRUE(waiting);
  EXPECT_EQ(waiting->body, "waiting");
  EXPECT_FALSE(one->acknowledge(waiting->ticket));
  EXPECT_FALSE(take(*one, milliseconds(200)));
}

/// Each message is either taken or known to its publisher as one that nobody takes.
TEST_F(TaskQueueTest, NothingIsLostWhileAQueueIsClosed) {
  constexpr int kRounds = 5;
  constexpr int kMaxMessages = 20'000;
  for (int round = 0; round < kRounds; ++round) {
    const std::string results = results_of("03test" + std::to_string(round));
    ASSERT_FALSE(publisher_->declare(results));
    const auto reader = taker(results, 2'000);
    std::set<std::string> safe;
    std::thread writer([this, &results, &safe] {
      std::string body = "0";
      auto said = publisher_->publish(results, std::vector<std::string>{body});
      for (int i = 1; said && i < kMaxMessages; ++i) {
        safe.insert(std::exchange(body, std::to_string(i)));
        said = publisher_->publish(results, std::vector<std::string>{body});
      }
      ASSERT_FALSE(said);
      EXPECT_EQ(said.error().kind, Error::Kind::Missing);
    });
    std::set<std::string> taken;
    const auto take_all = [&](milliseconds wait, std::size_t count) {
      while (taken.size() < count) {
        const auto delivery = take(*reader, wait);
        if (!delivery) return;
        taken.insert(delivery->body);
        EXPECT_FALSE(reader->acknowledge(delivery->ticket));
      }
    };
    take_all(milliseconds(5'000), 3 + static_cast<std::size_t>(round) % 5);
    EXPECT_FALSE(reader->close(results));
    take_all(milliseconds(300), std::size_t{1} << 20);
    writer.join();
    EXPECT_EQ(taken, safe);
  }
}

TEST_F(TaskQueueTest, WorkersAreCounted) {
  // A server takes a moment to see that a connection has ended.
  const auto comes_to = [this](std::uint64_t count) {
    EXPECT_FALSE(publisher_->declare(results_of("none")));
    const auto unrelated = taker(results_of("none"));
    for (int i = 0; i < 100 && publisher_->watch(kTasks)->takers != count; ++i) {
      EXPECT_FALSE(take(*unrelated, milliseconds(50)));
    }
    return publisher_->watch(kTasks)->takers == count;
  };
  EXPECT_TRUE(comes_to(0));
  const auto one = taker(kTasks);
  EXPECT_TRUE(comes_to(1));
}

TEST_F(TaskQueueTest, TicketsOfAFormerConnectionAreIgnored) {
  publish(kTasks, {"kept"});
  const auto one = taker(kTasks, 1);
  const auto before = take(*one);
  ASSERT_TRUE(before);
  ASSERT_FALSE(one->give_back(before->ticket));
  ASSERT_FALSE(one->restore());
  ASSERT_FALSE(one->take_from(kTasks, 1));
  EXPECT_FALSE(one->acknowledge(before->ticket));
  const auto again = take(*one);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->body, "kept");
  EXPECT_FALSE(one->acknowledge(again->ticket));
}

TEST(TaskQueueAddressTest, PasswordsAreNotRepeated) {
  const auto queue = TaskQueue::open("amqp://user:geheim@127.0.0.1:1/x");
  ASSERT_FALSE(queue);
  EXPECT_EQ(queue.error().reason.find("geheim"), std::string::npos) << queue.error().reason;
  EXPECT_FALSE(TaskQueue::open("amqp://127.0.0.1/?cacert="));
  EXPECT_TRUE(is_queue_address("amqps://broker/name"));
  EXPECT_FALSE(is_queue_address("/var/lib/queue"));
  EXPECT_FALSE(is_queue_address("postgresql://broker/name"));
}

}  // namespace
