package io.psephos.learning.net;

import io.psephos.learning.data.Examples;
import io.psephos.learning.kernel.Kernels;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Evaluation of a net in blocks of examples, by whoever is free among several threads, in memory that several threads
 * keep for the next time. Sums are those of one thread, whichever took a block. Thread-safe.
 */
public final class BlockEvaluation {
    private final Net net;
    private final Executor workers;
    private final int threads;
    private final Queue<Workspace> workspaces = new ConcurrentLinkedQueue<>();

    /** An evaluation by the thread that asks for it. */
    public BlockEvaluation(Net net) {
        this(net, Runnable::run, 1);
    }

    /**
     * An evaluation that others help with as soon as they are free.
     *
     * @param workers may be busy, and may refuse
     * @param threads the most at a time, with the one that asks
     */
    public BlockEvaluation(Net net, Executor workers, int threads) {
        this.net = net;
        this.workers = workers;
        this.threads = threads;
    }

    /**
     * The loss and accuracy of parameters on examples.
     *
     * @throws IllegalArgumentException without examples, or when net, parameters and examples do not fit
     */
    public NetEvaluation evaluate(float[] parameters, Examples examples) {
        net.check(parameters, examples);
        Pass pass = new Pass(parameters, examples);
        int helpers = Math.min(threads, pass.blocks()) - 1;
        try {
            for (int i = 0; i < helpers; i++) {
                workers.execute(pass::help);
            }
        } catch (RejectedExecutionException e) {
            // Whoever asks does it all.
        }
        pass.work();
        return pass.result();
    }

    /** One evaluation in progress. */
    private final class Pass {
        private final float[] parameters;
        private final Examples examples;
        private final double[] losses;
        private final int[] right;
        private final AtomicInteger next = new AtomicInteger();
        private final AtomicInteger done = new AtomicInteger();
        private final CompletableFuture<Void> all = new CompletableFuture<>();

        Pass(float[] parameters, Examples examples) {
            this.parameters = parameters;
            this.examples = examples;
            this.losses = new double[(examples.count() + Workspace.BLOCK - 1) / Workspace.BLOCK];
            this.right = new int[losses.length];
        }

        int blocks() {
            return losses.length;
        }

        /** Works; whoever waits hears of a failure. */
        void help() {
            try {
                work();
            } catch (RuntimeException | Error e) {
                all.completeExceptionally(e);
            }
        }

        /** Takes one block after the other until none is left. */
        void work() {
            int block = next.getAndIncrement();
            if (block >= losses.length) {
                return;
            }
            Workspace workspace = workspace();
            workspace.load(parameters);
            while (block < losses.length) {
                evaluate(workspace, block);
                block = next.getAndIncrement();
            }
            if (threads > 1) {
                workspaces.add(workspace);
            }
        }

        private Workspace workspace() {
            Workspace kept = workspaces.poll();
            return kept == null ? new Workspace(net, Kernels.best()) : kept;
        }

        private void evaluate(Workspace workspace, int block) {
            int from = block * Workspace.BLOCK;
            int rows = Math.min(Workspace.BLOCK, examples.count() - from);
            for (int row = 0; row < rows; row++) {
                workspace.put(row, examples, from + row);
            }
            workspace.forward(rows);
            losses[block] = workspace.loss(rows);
            right[block] = workspace.right(rows);
            if (done.incrementAndGet() == losses.length) {
                all.complete(null);
            }
        }

        /** Waits for blocks that others still work on. */
        NetEvaluation result() {
            all.join();
            double loss = 0;
            int count = 0;
            for (int block = 0; block < losses.length; block++) {
                loss += losses[block];
                count += right[block];
            }
            return new NetEvaluation(loss / examples.count(), (double) count / examples.count(), examples.count());
        }
    }
}
