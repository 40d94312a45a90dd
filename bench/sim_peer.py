"""The model B2 of sim_bench.cpp in SimPy, in its usual idiom. Prints events, CPU seconds and the mean stay in minutes."""
import random
import sys
import time

import simpy

DESKS = (2, 7, 4, 4, 24, 1)
SHARE = (0.05, 0.20, 0.60, 0.15)
PASSES = ((1, 1, 1, 0, 1, 1), (1, 1, 1, 0.6, 1, 1), (1, 1, 0, 0, 1, 1), (1, 1, 1, 0.8, 1, 1))
MEAN = ((1, 9, 5, 1, 8, 0.5), (1, 3, 5, 8, 12, 0.5), (1, 2.5, 1, 1, 4, 0.5), (1, 3, 6, 12, 60, 0.5))
events = left = 0
stays = 0.0


def vehicle(env, stations, direction, of):
    global events, left, stays
    came = env.now
    events += 1
    for state in (direction, 1 - direction):
        for stage in range(6):
            if random.random() >= PASSES[of][stage]:
                continue
            with stations[state][stage].request(priority=of) as turn:
                yield turn
                yield env.timeout(random.expovariate(1 / MEAN[of][stage]))
            events += 1
    left += 1
    stays += env.now - came


def source(env, stations, direction):
    while True:
        yield env.timeout(random.expovariate(1000 / 1440))
        env.process(vehicle(env, stations, direction, random.choices(range(4), SHARE)[0]))


def main():
    days, seed = float(sys.argv[1]), int(sys.argv[2])
    random.seed(seed)
    env = simpy.Environment()
    stations = [[simpy.PriorityResource(env, capacity=n) for n in DESKS] for _ in range(2)]
    for direction in range(2):
        env.process(source(env, stations, direction))
    began = time.process_time()
    env.run(until=days * 1440)
    print(events, time.process_time() - began, stays / left)


main()
