// queue_liar ADDRESS: takes tasks from the queue, writes each into a line, and publishes the line that it reads then as
// the answer, twice where it starts with `2`: what somebody could do who may write into the queue.
#include "base/json.h"
#include "queue/task_queue.h"

#include <array>
#include <iostream>

using namespace gongwen;

int main(int count, char** words) {
  if (count != 2) return 2;
  auto queue = queue::TaskQueue::open(words[1]);
  if (!queue || (*queue)->take_from(queue::kTasks, 1)) return 3;
  while (true) {
    const auto task = (*queue)->take(std::chrono::milliseconds(100));
    if (!task) return 3;
    // The line that comes back says to continue; the end of the input, to end.
    std::cout << (*task ? (*task)->body : std::string()) << std::endl;
    std::string answer;
    if (!std::getline(std::cin, answer)) return 0;
    if (!*task) continue;
    const auto json = base::parse_json((*task)->body, {(*task)->body.size()});
    const std::string results = queue::results_of(json ? json->view().text_of("run") : std::string());
    const bool is_twice = answer.starts_with('2');
    for (int i = 0; i < (is_twice ? 2 : 1); ++i) {
      static_cast<void>((*queue)->publish(results, std::array{answer.substr(is_twice ? 1 : 0)}));
    }
    static_cast<void>((*queue)->acknowledge((*task)->ticket));
  }
}
