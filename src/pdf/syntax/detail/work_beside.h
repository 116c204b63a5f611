// Work in parts that do not depend on one another, on two threads where a core is spare.
#pragma once

#include "base/side_thread.h"
#include "pdf/syntax/deflate_queue.h"

#include <atomic>
#include <cstddef>

namespace gongwen::pdf {

/// Calls `work` with each number below `count`, on two threads where a core is spare, and comes back when all is done.
/// What `work` throws is thrown here.
template <typename Work>
void work_beside(SpareCore spare_core, std::size_t count, const Work& work) {
  std::atomic<std::size_t> next = 0;
  const auto take = [&] {
    for (std::size_t i = next++; i < count; i = next++) work(i);
  };
  base::SideTask beside;  // waits when it goes, also if something is thrown here
  if (spare_core == SpareCore::Yes && count > 1) beside = base::SideTask(take);
  take();
  beside.finish();
}

}  // namespace gongwen::pdf
