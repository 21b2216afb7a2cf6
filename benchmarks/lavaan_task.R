# What lavaan needs: Rscript lavaan_task.R fit|refit ROWS.csv MODEL.lav TIMES prints median seconds, wall and CPU.
suppressPackageStartupMessages(library(lavaan))
given <- commandArgs(trailingOnly = TRUE)
rows <- read.csv(given[2])
model <- paste(readLines(given[3]), collapse = "\n")
times <- as.integer(given[4])
seconds <- function(work) {
  began <- proc.time()
  work()
  unname((proc.time() - began)[c("elapsed", "user.self")])
}
if (given[1] == "fit") {
  once <- function() {
    fit <- sem(model, rows)
    parameterEstimates(fit, standardized = TRUE)
    fitMeasures(fit)
  }
  once()
  cat(apply(replicate(times, seconds(once)), 1, median), "\n")
} else {
  # One process; what the fit before the draws takes is left out.
  fit <- function() sem(model, rows, se = "none")
  fit()
  bare <- apply(replicate(3, seconds(fit)), 1, median)
  set.seed(1)
  all <- seconds(function() suppressWarnings(sem(model, rows, se = "bootstrap", bootstrap = times)))
  cat((all - bare) / times, "\n")
}
