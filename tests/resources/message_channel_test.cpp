// Messages as they come through a socket: in pieces, together, too long, and cut off.
#include "resources/message_channel.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace gongwen::resources;

namespace {

constexpr std::size_t kMost = 100;

std::string packed(std::initializer_list<std::string_view> messages) {
  std::string bytes;
  for (const std::string_view message : messages) append_message(bytes, message);
  return bytes;
}

/// A channel, and the other end of its socket.
struct Ends {
  Ends() : channel(FileDescriptor()) {
    int sockets[2];
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, sockets), 0);
    channel = MessageChannel(FileDescriptor(sockets[0]));
    other = FileDescriptor(sockets[1]);
  }
  void write(std::string_view bytes) const {
    EXPECT_EQ(::write(other.number(), bytes.data(), bytes.size()), static_cast<ssize_t>(bytes.size()));
  }
  Exchange receive(std::string& message) {
    const Deadline soon(std::chrono::milliseconds(50));
    return channel.receive(message, kMost, nullptr, &soon);
  }

  MessageChannel channel;
  FileDescriptor other;
};

}  // namespace

TEST(MessageAssembler, WaitsForTheLastByte) {
  MessageAssembler messages(kMost);
  const std::string bytes = packed({"公文", ""});
  std::vector<std::string> found;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    messages.add(bytes.substr(i, 1));
    while (const auto message = messages.next()) found.push_back(*message);
    EXPECT_EQ(found.size(), i + 1 == bytes.size() ? 2U : i >= 13 ? 1U : 0U) << i;
  }
  EXPECT_EQ(found, (std::vector<std::string>{"公文", ""}));
}

TEST(MessageAssembler, FindsTwoThatComeAtOnce) {
  MessageAssembler messages(kMost);
  messages.add(packed({"one", "two", "three"}).substr(0, 23));
  EXPECT_EQ(messages.next(), "one");
  EXPECT_EQ(messages.next(), "two");
  EXPECT_EQ(messages.next(), std::nullopt);
  EXPECT_FALSE(messages.failed());
}

TEST(MessageAssembler, RefusesALengthThatIsTooLarge) {
  MessageAssembler messages(kMost);
  messages.add(packed({std::string(kMost, 'a')}));
  EXPECT_EQ(messages.next(), std::string(kMost, 'a'));
  messages.add(packed({std::string(kMost + 1, 'a')}).substr(0, 8));
  EXPECT_EQ(messages.next(), std::nullopt);
  EXPECT_TRUE(messages.failed());
  messages.add(packed({"more"}));
  EXPECT_EQ(messages.next(), std::nullopt);
}

TEST(MessageChannel, GivesOneMessageAfterTheOther) {
  Ends ends;
  std::string message;
  ends.write(packed({"one", "公文"}));
  ASSERT_EQ(ends.receive(message), Exchange::Done);
  EXPECT_EQ(message, "one");
  ASSERT_EQ(ends.receive(message), Exchange::Done);
  EXPECT_EQ(message, "公文");
  EXPECT_EQ(ends.receive(message), Exchange::TooLate);
}

TEST(MessageChannel, RefusesALengthThatIsTooLarge) {
  Ends ends;
  std::string message;
  ends.write(std::string(8, '\xFF'));
  EXPECT_EQ(ends.receive(message), Exchange::Ended);
}

TEST(MessageChannel, NoticesThatTheOtherSideIsGone) {
  Ends ends;
  std::string message;
  ends.write(packed({"cut off"}).substr(0, 10));
  ends.other = FileDescriptor();
  EXPECT_EQ(ends.receive(message), Exchange::Ended);
}
