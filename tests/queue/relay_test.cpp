#include "queue/relay.h"

#include "relays.h"
#include "resources/file_tree.h"

#include <atomic>
#include <string>

#include <gtest/gtest.h>

namespace {

using namespace gongwen;
using namespace gongwen::queue;

const std::string kSome = "0123456789abcdef0123456789abcdef";

std::string hash_number(unsigned number) {
  std::string hash = kSome;
  for (std::size_t i = 0; i < 8; ++i) hash[i] = "0123456789abcdef"[(number >> (4 * i)) & 0xFU];
  return hash;
}

class RelayTest : public ::testing::Test {
 protected:
  RelayTest()
      : folder_(*resources::TemporaryFolder::make("/tmp")),
        relay_({"amqp://user:geheim@127.0.0.1:1/x", folder_.path()}),
        links_(relay_.links()) {}

  resources::TemporaryFolder folder_;
  Relay relay_;
  QueueLinks links_;
};

}  // namespace

TEST(RelaySettings, ComeOutAsTheyWentIn) {
  RelaySettings settings{
      "amqp://user:geheim@host/x", "s3://bucket/档案", {"https://host", "cn-1", "key", "\"geheim\"", "t", "/ca"}};
  const auto read = parse_relay_settings(write_relay_settings(settings));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->queue, settings.queue);
  EXPECT_EQ(read->objects, settings.objects);
  EXPECT_EQ(read->storage.endpoint, settings.storage.endpoint);
  EXPECT_EQ(read->storage.region, settings.storage.region);
  EXPECT_EQ(read->storage.access_key, settings.storage.access_key);
  EXPECT_EQ(read->storage.secret_key, settings.storage.secret_key);
  EXPECT_EQ(read->storage.session_token, settings.storage.session_token);
  EXPECT_EQ(read->storage.certificates, settings.storage.certificates);
  for (const char* const wrong : {"", "[]", "{}", "{\"queue\":\"amqp://host/x\"}"})
    EXPECT_FALSE(parse_relay_settings(wrong));
}

TEST_F(RelayTest, ItsQueueSaysWhatIsWrongWithTheServer) {
  EXPECT_EQ(links_.tasks->name().find("geheim"), std::string::npos);
  EXPECT_NE(links_.tasks->name().find("127.0.0.1"), std::string::npos);
  const std::optional<Error> error = links_.tasks->declare(kTasks);
  ASSERT_TRUE(error);
  EXPECT_FALSE(error->reason.empty());
  // The channel is still in step, whatever belongs to a request.
  EXPECT_FALSE(links_.tasks->publish(kTasks, std::vector<std::string>{"a", "b"}));
  EXPECT_FALSE(links_.tasks->take(std::chrono::milliseconds(1)));
  EXPECT_TRUE(links_.tasks->restore());
}

TEST_F(RelayTest, ABatchDoesNotSeeTheTasksOfOthers) {
  const std::vector<std::string> tasks{std::string(kTasks)};
  const std::vector<std::string> bare{results_of("")};
  const std::vector<std::string> both{results_of("a"), std::string(kDeadTasks)};
  for (const auto& queues : {tasks, bare, both}) {
    EXPECT_EQ(links_.tasks->take_from(queues, 1)->kind, Error::Kind::Refused);
  }
  EXPECT_EQ(links_.tasks->remove(kTasks)->kind, Error::Kind::Refused);
  EXPECT_EQ(links_.tasks->close(kTasks).error().kind, Error::Kind::Refused);
  EXPECT_EQ(links_.tasks->declare("others")->kind, Error::Kind::Refused);
  EXPECT_EQ(links_.tasks->publish(results_of("a"), std::vector<std::string>{"a"}).error().kind, Error::Kind::Refused);
  // What a batch does needs the server, which is away here.
  EXPECT_NE(links_.tasks->take_from(std::vector<std::string>{results_of("a")}, 1)->kind, Error::Kind::Refused);
  EXPECT_NE(links_.tasks->declare(kDeadTasks)->kind, Error::Kind::Refused);
}

TEST_F(RelayTest, ObjectsAreThoseOfTheStore) {
  ObjectStore& objects = *links_.objects;
  EXPECT_EQ(objects.name(), folder_.path());
  const std::string bytes(3'000'000, 'x');
  ASSERT_FALSE(objects.put(kSome, bytes));
  EXPECT_EQ(*objects.get(kSome, kMaxObject), bytes);
  EXPECT_EQ(objects.get(kSome, 100).error().kind, Error::Kind::Missing);
  EXPECT_FALSE(objects.remove(kSome));
  EXPECT_EQ(objects.get(kSome, kMaxObject).error().kind, Error::Kind::Missing);
  EXPECT_TRUE(objects.put("../../etc/x", bytes));
}

TEST_F(RelayTest, ManyThreadsReadAtOnce) {
  constexpr unsigned kThreads = 20;
  std::atomic<unsigned> wrong = 0;
  std::vector<std::thread> threads;
  for (unsigned i = 0; i < kThreads; ++i) {
    threads.emplace_back([this, i, &wrong] {
      for (unsigned k = 0; k < 20; ++k) {
        const std::string hash = hash_number(i * 100 + k);
        const std::string bytes = hash + std::string(k * 1'000, 'a');
        if (links_.objects->put(hash, bytes)) ++wrong;
        const Result<std::string> got = links_.objects->get(hash, kMaxObject);
        if (!got || *got != bytes) ++wrong;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0U);
}

TEST(RelayedLinks, SayThatTheRelayIsGone) {
  std::vector<resources::FileDescriptor> others;
  {
    std::vector<resources::FileDescriptor> own;
    for (int i = 0; i < 3; ++i) {
      std::array<int, 2> ends{};
      ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()), 0);
      own.emplace_back(ends[0]);
      others.emplace_back(ends[1]);
    }
  }
  EXPECT_FALSE(relayed_links(std::move(others)));
  EXPECT_FALSE(relayed_links({}));
}
