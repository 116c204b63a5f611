#include "cli/command.h"
#include "cli/environment.h"
#include "cli/options.h"
#include "cli/queue_option.h"
#include "cli/session.h"
#include "diagnostics/catalogue/cli.h"
#include "diagnostics/catalogue/engine.h"
#include "diagnostics/catalogue/texts/cli.h"
#include "service/queue_worker.h"

#include <algorithm>
#include <cstdio>

#include <unistd.h>

namespace gongwen::cli {
namespace {

namespace messages = diagnostics::messages;

class QueueWorkerCommand final : public Command {
 public:
  std::string_view name() const override { return "worker"; }
  std::string_view summary(const Wording& wording) const override { return wording(texts::CliWorkerSummary); }
  void declare(OptionList& list) override {
    queue_.declare(list);
    list.add("--jobs", &jobs_, texts::CliServeWorkers).value = "N";
    list.add("--metrics", &metrics_, texts::CliServeMetrics).value = "ADDRESS";
  }

  int run(Session& session) override {
    service::QueueWorkerOptions options;
    if (const int status = queue_.require(session)) return status;
    const std::optional<std::size_t> jobs = read_jobs(jobs_);
    if (!jobs) return print_usage_error(session, messages::CliBadJobs, {jobs_});
    options.jobs = *jobs > 0 ? *jobs : static_cast<std::size_t>(std::max(1L, ::sysconf(_SC_NPROCESSORS_ONLN)));
    options.queue = queue_.address();
    options.objects = queue_.objects();
    options.storage = storage_access();
    options.program = kThisProgram;
    const EngineOptions engine = with_all_folders(session.engine_options());
    options.arguments = {"gongwen", std::string(kWorkerName), std::string(kTaskMark) + describe_engine(engine)};
    options.temporary = engine.temporary_folder;
    options.metrics_address = metrics_;
    options.clock = system_seconds;
    const Interrupt interrupt;
    options.stop = &Interrupt::has_come;
    if (!session.options().quiet) {
      options.log = [](std::string_view line) {
        std::fprintf(stderr, "%.*s\n", static_cast<int>(line.size()), line.data());
      };
    }
    const std::optional<service::QueueWorkerError> error = service::run_queue_worker(options);
    if (!error) return static_cast<int>(Status::Done);
    if (error->listening) return print_serve_error(session, *error->listening);
    const bool is_queue = error->kind == service::QueueWorkerError::Kind::Queue;
    return print_usage_error(session, is_queue ? messages::EngineQueueFailed : messages::EngineObjectsFailed,
                             {error->name, error->reason});
  }

 private:
  QueueOption queue_;
  std::string jobs_;
  std::string metrics_;
};

}  // namespace

std::unique_ptr<Command> make_queue_worker_command() { return std::make_unique<QueueWorkerCommand>(); }

}  // namespace gongwen::cli
