#include "custody/backup/row_file.hpp"

#include <utility>

#include "custody/backup/failures.hpp"
#include "custody/crypto/crypto.hpp"
#include "custody/store/store.hpp"

namespace lofte::custody::backup {

namespace {

constexpr std::size_t block_bytes_usual = 256 * 1024;
// What a row takes besides its key and value: bucket and two lengths.
constexpr std::size_t row_overhead_bytes_max = 32;
constexpr std::size_t block_bytes_max =
    block_bytes_usual + store::key_bytes_max + store::value_bytes_max + row_overhead_bytes_max;
constexpr std::size_t block_head_bytes = 4 + crypto::hash_bytes;

Bytes chain(BytesView before, BytesView block) {
  return crypto::hash(Writer{}.raw(before).raw(block).view());
}

}  // namespace

RowWriter::RowWriter(BackupDraft& draft, Start const& start) : draft_(&draft) {
  seal_.file_bytes = start.header_bytes;
  seal_.hash = crypto::hash(start.chained_to);
}

void RowWriter::put(Row const& row) {
  block_.append(Writer{}.u16(row.bucket).text(row.key).view());
  block_.append(Writer{}.varint(row.value.size()).view());
  block_.append(row.value);
  ++seal_.rows;
  if (block_.size() >= block_bytes_usual) {
    write_block();
  }
}

void RowWriter::write_block() {
  seal_.hash = chain(seal_.hash, block_);
  draft_->append(Writer{}.u32(static_cast<std::uint32_t>(block_.size())).raw(seal_.hash).view());
  draft_->append(block_);
  seal_.file_bytes += block_head_bytes + block_.size();
  block_.clear();
}

RowsSeal RowWriter::finish() {
  if (!block_.empty()) {
    write_block();
  }
  write_block();  // an empty one is the end
  return seal_;
}

RowReader::RowReader(BackupFile const& file, Start const& start)
    : file_(&file), name_(start.name), offset_(start.header_bytes) {
  seal_.hash = crypto::hash(start.chained_to);
  next();
}

void RowReader::read_block() {
  Bytes const head = file_->read(offset_, block_head_bytes);
  if (head.size() < block_head_bytes) {
    damaged(name_, "ends early");
  }
  Reader reader(head);
  std::size_t const size = reader.u32();
  if (size > block_bytes_max || size > file_->size() - offset_ - block_head_bytes) {
    damaged(name_, "ends early, or has a length that is not what was written");
  }
  block_ = file_->read(offset_ + block_head_bytes, size);
  seal_.hash = chain(seal_.hash, block_);
  if (block_.size() != size || seal_.hash != reader.rest()) {
    damaged(name_, "is not what was written: a block's checksum is wrong");
  }
  offset_ += block_head_bytes + size;
  block_at_ = 0;
  ended_ = size == 0;
  if (ended_ && offset_ != file_->size()) {
    damaged(name_, "goes on after its end");
  }
}

void RowReader::next() {
  if (row_) {
    bucket_before_ = row_->bucket;
    key_before_.assign(row_->key);
    row_.reset();
  }
  if (block_at_ == block_.size() && !ended_) {
    read_block();
  }
  if (ended_) {
    seal_.file_bytes = offset_;
    return;
  }
  try {
    Reader reader(BytesView(block_).substr(block_at_));
    Row row;
    row.bucket = reader.u16();
    row.key = reader.text();
    row.value = reader.text();
    block_at_ = block_.size() - reader.rest().size();
    row_ = row;
  } catch (Failure const&) {
    damaged(name_, "has a row that makes no sense");
  }
  if (bucket_before_ &&
      std::pair{row_->bucket, row_->key} <= std::pair{*bucket_before_, BytesView(key_before_)}) {
    damaged(name_, "has rows out of order");
  }
  ++seal_.rows;
}

Row const* RowReader::find(Bucket bucket, BytesView key) {
  while (row_ && std::pair{row_->bucket, row_->key} < std::pair{bucket, key}) {
    next();
  }
  return row_ && row_->bucket == bucket && row_->key == key ? &*row_ : nullptr;
}

RowsSeal RowReader::read_to_end() {
  while (row_) {
    next();
  }
  return seal_;
}

}  // namespace lofte::custody::backup
