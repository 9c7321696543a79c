package dev.podsonde.cluster;

import dev.podsonde.node.NodeMessage;
import java.io.InterruptedIOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** What node halves answer to questions, which an ID tells apart. */
final class Answers {
  private final Map<String, CompletableFuture<NodeMessage>> waiting = new ConcurrentHashMap<>();

  /** Must be called before the question is sent. */
  void expect(String id) {
    waiting.put(id, new CompletableFuture<>());
  }

  /** Takes an event; one that nobody expects is of no concern here. */
  void take(NodeMessage event) {
    CompletableFuture<NodeMessage> answer = waiting.get(event.text("id"));
    if (answer != null) {
      answer.complete(event);
    }
  }

  /** {@return the answer to a question; one with an {@code error} when none comes in time} */
  NodeMessage await(String id, long millis) throws InterruptedIOException {
    CompletableFuture<NodeMessage> answer = waiting.getOrDefault(id, new CompletableFuture<>());
    NodeMessage late = NodeMessage.of("late", "id", id, "error", "its node does not answer");
    try {
      return answer.completeOnTimeout(late, millis, TimeUnit.MILLISECONDS).get();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException(id + ": interrupted");
    } catch (ExecutionException impossible) {
      throw new IllegalStateException(impossible); // nobody completes it so
    } finally {
      waiting.remove(id);
    }
  }
}
