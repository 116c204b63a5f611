// Files that no folder names: nothing of them is left, whatever ends the process.
//   FileDescriptor file = open_unnamed_file("/tmp");
//   if (!file) error = last_error();
// For what is too large for memory and must not outlive the process.
#pragma once

#include "resources/file_descriptor.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace gongwen::resources {

/// A new file for reading and writing on the file system of `folder`, for the owner only.
/// Returns: no open file where the folder takes none; `last_error` says why.
FileDescriptor open_unnamed_file(const std::string& folder);

/// Makes the file so long, with zeros, and takes the room for it from the disk, so that no later write within it fails
/// for want of room. Returns: why that is not possible.
std::error_code reserve(int file, std::uint64_t size);

/// Fills `bytes` from `offset` of an open file on.
/// Returns: the error of the read that failed; `io_error` where the file ends before.
std::error_code read_at(int file, std::uint64_t offset, std::span<std::byte> bytes);
/// Writes all `bytes` at `offset` of an open file. Returns: the error of the write that failed.
std::error_code write_at(int file, std::uint64_t offset, std::span<const std::byte> bytes);

}  // namespace gongwen::resources
