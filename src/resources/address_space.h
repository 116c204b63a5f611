// Address space: how much of it a process has, and a limit for what strangers' files may take of it.
#pragma once

#include <cstdint>

namespace gongwen::resources {

/// In bytes; 0 where the system does not say. Needs no memory, so that a copy of the process may call it.
std::uint64_t address_space();

/// This process, and those that it starts, may have no more than `most` bytes of it. Does nothing in a program with
/// sanitizers, which have reserved terabytes and could allocate nothing any more.
void limit_address_space(std::uint64_t most);

}  // namespace gongwen::resources
