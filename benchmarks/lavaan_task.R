# What lavaan needs: Rscript lavaan_task.R fit|refit ROWS.csv MODEL.lav TIMES [ARGUMENTS] prints median seconds, wall
# and CPU; ARGUMENTS are more arguments of sem(), such as estimator = "MLR".
suppressPackageStartupMessages(library(lavaan))
given <- commandArgs(trailingOnly = TRUE)
rows <- read.csv(given[2])
model <- paste(readLines(given[3]), collapse = "\n")
times <- as.integer(given[4])
more <- eval(parse(text = paste0("list(", if (length(given) > 4) given[5] else "", ")")))
ask <- function(...) do.call("sem", c(list(model, rows, ...), more))
seconds <- function(work) {
  began <- proc.time()
  work()
  unname((proc.time() - began)[c("elapsed", "user.self")])
}
if (given[1] == "fit") {
  once <- function() {
    fit <- ask()
    parameterEstimates(fit, standardized = TRUE)
    fitMeasures(fit)
  }
  once()
  cat(apply(replicate(times, seconds(once)), 1, median), "\n")
} else {
  # One process; what the fit before the draws takes is left out.
  fit <- function() ask(se = "none")
  fit()
  bare <- apply(replicate(3, seconds(fit)), 1, median)
  set.seed(1)
  all <- seconds(function() suppressWarnings(ask(se = "bootstrap", bootstrap = times)))
  cat((all - bare) / times, "\n")
}
