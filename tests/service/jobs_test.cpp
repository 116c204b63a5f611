#include "service/detail/jobs.h"

#include "resources/file_tree.h"
#include "service/detail/jobs_api.h"

#include <algorithm>
#include <cstdlib>
#include <tuple>

#include <gtest/gtest.h>

using namespace gongwen;
using namespace gongwen::service;

namespace {

constexpr std::int64_t kStart = 1'790'000'000;

JobOrder order() {
  return {"commitment-letter",
          "records.jsonl",
          diagnostics::Language::English,
          "pdf",
          150,
          true,
          false,
          true,
          "表",
          true,
          true,
          7,
          8};
}

/// Jobs of a program that is none: each process ends at once.
class JobsTest : public testing::Test {
 protected:
  JobsTest() : folder_(*resources::TemporaryFolder::make("/tmp")), jobs_(std::make_unique<Jobs>(loop_, options())) {
    EXPECT_FALSE(jobs_->open());
  }

  JobOptions options() {
    JobOptions options{"/bin/false", {"false"}, folder_.path() + "/jobs", {}, [this] {
                         return now_;
                       }};
    options.limits.waiting = 2;
    return options;
  }

  base::Expected<const Job*, JobRefusal> add(const std::string& request = {}) {
    Job job;
    job.owner = "key:a";
    job.request = request;
    job.order = order();
    return jobs_->add(std::move(job), std::vector<JobInput>{{"records.jsonl", "{}"}});
  }

  void run(std::chrono::milliseconds time) {
    const auto limit = loop_.after(time, [this] { loop_.stop(); });
    loop_.run();
  }

  std::int64_t now_ = kStart;
  resources::TemporaryFolder folder_;
  http::EventLoop loop_;
  std::unique_ptr<Jobs> jobs_;
};

}  // namespace

TEST(JobMessage, ComesOutAsItWentIn) {
  const auto read = parse_job_order(job_order_json(order()).view());
  ASSERT_TRUE(read);
  EXPECT_EQ(job_order_json(*read).text(), job_order_json(order()).text());
  JobUpdate update{{1, 2, 3, 4, 310, 2'104}, true, 1, "bad-input", R"({"errors":1})"};
  const auto parsed = parse_job_update(write_job_update(update));
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->counts, update.counts);
  EXPECT_EQ(std::tie(parsed->ended, parsed->status, parsed->reason, parsed->report),
            std::tie(update.ended, update.status, update.reason, update.report));
  EXPECT_NE(write_job_update(update).find(R"("share":0.310,"seconds":2.104)"), std::string::npos);
}

TEST(JobMessage, IsTakenFromAProcessThatWentWrong) {
  EXPECT_FALSE(parse_job_update("[1]"));
  EXPECT_FALSE(parse_job_update("{"));
  for (const std::string_view share : {"-1", "1e300", "\"1.000\"", "1.00000", "9999999999999999.000", "{}"}) {
    const auto update = parse_job_update(R"({"made":-1,"share":)" + std::string(share) + "}");
    ASSERT_TRUE(update) << share;
    EXPECT_EQ(update->counts, JobCounts()) << share;
  }
}

TEST_F(JobsTest, FailWhenTheirProcessDiesAgainAndAgain) {
  const auto job = add();
  ASSERT_TRUE(job);
  const std::string id = (*job)->id;
  EXPECT_EQ((*job)->state, JobState::Queued);
  std::vector<std::uint64_t> events;
  jobs_->on_change([&](const Job& one) { events.push_back(one.event); });
  for (int i = 0; i < 1'000 && !jobs_->find(id)->is_over(); ++i) run(std::chrono::milliseconds(50));
  EXPECT_EQ(jobs_->find(id)->state, JobState::Failed);
  EXPECT_EQ(jobs_->find(id)->reason, "crashed");
  EXPECT_EQ(jobs_->find(id)->starts, 3U);
  EXPECT_TRUE(std::is_sorted(events.begin(), events.end()));
}

TEST_F(JobsTest, AreLimitedAndKnownAgain) {
  const auto first = add("a");
  ASSERT_TRUE(first);
  EXPECT_EQ(*add("a"), *first);
  EXPECT_TRUE(add("b"));
  EXPECT_TRUE(add());
  const std::string id = (*first)->id;
  jobs_ = std::make_unique<Jobs>(loop_, options());
  ASSERT_FALSE(jobs_->open());
  ASSERT_NE(jobs_->find(id), nullptr);
  EXPECT_EQ(jobs_->find(id)->owner, "key:a");
  EXPECT_EQ(jobs_->find(id)->order.input, "records.jsonl");
  const auto refused = add();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error(), JobRefusal::TooMany);
}

TEST_F(JobsTest, AreForgottenAfterADay) {
  const std::string id = (*add())->id;
  jobs_->remove(id);
  EXPECT_EQ(jobs_->find(id)->state, JobState::Stopped);
  now_ += 86'399;
  jobs_->purge();
  EXPECT_NE(jobs_->find(id), nullptr);
  now_ += 1;
  jobs_->purge();
  EXPECT_EQ(jobs_->find(id), nullptr);
  const std::vector<std::string> nothing{".lock"};
  for (int i = 0; i < 1'000 && resources::names_in(folder_.path() + "/jobs") != nothing; ++i) {
    run(std::chrono::milliseconds(50));
  }
  EXPECT_EQ(resources::names_in(folder_.path() + "/jobs"), nothing);
}

TEST_F(JobsTest, NeedRoom) {
  resources::remove_tree(folder_.path() + "/jobs");
  resources::write_new_file(folder_.path() + "/jobs", "");
  const auto refused = add();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error(), JobRefusal::NoRoom);
}

TEST_F(JobsTest, ManifestsEndWithAWholeLine) {
  const Job& job = **add();
  const std::string manifest = jobs_->folder_of(job) + "/out/manifest.jsonl";
  EXPECT_FALSE(open_job_manifest(jobs_->folder_of(job)));
  const std::string long_line = std::string(200'000, 'x') + "\n";
  for (const auto& [bytes, size] : {std::pair<std::string, std::size_t>{"", 0},
                                    {"{\"a\"", 0},
                                    {"{}\n", 3},
                                    {"{}\n{\"", 3},
                                    {long_line + std::string(150'000, 'y'), long_line.size()}}) {
    ASSERT_FALSE(resources::write_new_file(manifest, bytes));
    EXPECT_EQ(open_job_manifest(jobs_->folder_of(job))->size, size);
  }
}

TEST(JobsApi, KnowsWhoDoesNotWait) {
  const auto prefers = [](std::string value) {
    http::RequestHead head;
    head.headers.push_back({"prefer", std::move(value)});
    return prefers_not_to_wait(head);
  };
  EXPECT_FALSE(prefers_not_to_wait({}));
  EXPECT_TRUE(prefers("respond-async"));
  EXPECT_TRUE(prefers("wait=10, Respond-Async; foo"));
  EXPECT_FALSE(prefers("return=minimal"));
  EXPECT_FALSE(prefers("x-respond-async"));
}
